const excerptLength = 40;

/** Where `offset` (in UTF-16 units) is in `text`, as `line:column`, both from 1. */
export function lineColumn(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (const { index, 0: lineEnd } of text.slice(0, offset).matchAll(/\r\n|\n|\r/g)) {
    line++;
    lineStart = index + lineEnd.length;
  }
  return `${line}:${offset - lineStart + 1}`;
}

/** `text` in quotes on one line, cut after some 40 characters: enough to find it, never a whole body. */
export function quoteCut(text: string, length = excerptLength): string {
  return text.length > length
    ? `${JSON.stringify(text.slice(0, length))}...`
    : JSON.stringify(text);
}

/** `text`, cut after `length` characters. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

/** What stands at `offset`: a word or a number as a whole, else one character. */
export function foundAt(text: string, offset: number): string {
  if (offset >= text.length) return 'the end';
  const word = /^[\p{L}\p{N}_.+-]+/u.exec(text.slice(offset, offset + excerptLength))?.[0];
  return JSON.stringify(word ?? String.fromCodePoint(text.codePointAt(offset) ?? 0));
}
