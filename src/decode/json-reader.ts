import { DecodeError } from './error.ts';
import { setOwn } from './own-property.ts';
import { foundAt, lineColumn, quoteCut } from './position.ts';

interface Reader {
  readonly text: string;
  readonly maxDepth: number;
  at: number;
}

interface Container {
  readonly name: 'object' | 'list';
  readonly close: '}' | ']';
  readonly start: number;
  readonly depth: number;
}

/**
 * Reads JSON by the letter of RFC 8259, with what JSON.parse cannot do: errors with a position, keys
 * that are twice in one object refused, integers beyond 2^53 as exact bigint. It is some times slower.
 *
 * @throws DecodeError for broken syntax, a truncated or empty document, a key twice in one object,
 * nesting deeper than `maxDepth`
 */
export function readJson(text: string, maxDepth: number): unknown {
  const reader: Reader = { text, maxDepth, at: 0 };
  skipSpace(reader);
  if (reader.at >= text.length) throw new DecodeError('JSON is empty');
  const value = readValue(reader, 'a value', 0);
  skipSpace(reader);
  if (reader.at < text.length) throw textAfterEnd(reader);
  return value;
}

function readValue(reader: Reader, expected: string, depth: number): unknown {
  const start = reader.at;
  const first = reader.text.charAt(start);
  if (first === '"') return readText(reader);
  if (first === '{') {
    return readObject(reader, { name: 'object', close: '}', start, depth: depth + 1 });
  }
  if (first === '[') return readList(reader, { name: 'list', close: ']', start, depth: depth + 1 });
  if (first === '-' || isDigit(first)) return readNumber(reader);
  return readWord(reader, expected);
}

function readObject(reader: Reader, container: Container): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  enter(reader, container);
  if (closes(reader, container)) return object;
  do {
    inside(reader, container);
    const start = reader.at;
    if (reader.text.charAt(start) !== '"') throw unexpected(reader, 'a key in double quotes');
    const key = readText(reader);
    if (Object.hasOwn(object, key)) {
      throw problem(reader, `the key ${quoteCut(key)} is twice in one object`, start);
    }
    inside(reader, container);
    if (reader.text.charAt(reader.at) !== ':') {
      throw unexpected(reader, `":" after the key ${quoteCut(key)}`);
    }
    reader.at++;
    inside(reader, container);
    setOwn(object, key, readValue(reader, 'a value after the key', container.depth));
  } while (continues(reader, container));
  return object;
}

function readList(reader: Reader, container: Container): unknown[] {
  const list: unknown[] = [];
  enter(reader, container);
  if (closes(reader, container)) return list;
  do {
    inside(reader, container);
    list.push(readValue(reader, 'a value in the list', container.depth));
  } while (continues(reader, container));
  return list;
}

function enter(reader: Reader, { start, depth }: Container): void {
  if (depth > reader.maxDepth) {
    throw problem(reader, `is nested deeper than ${reader.maxDepth} levels`, start);
  }
  reader.at++;
  skipSpace(reader);
}

/** Steps over the end of the container, if it is here. */
function closes(reader: Reader, { close }: Container): boolean {
  if (reader.text.charAt(reader.at) !== close) return false;
  reader.at++;
  return true;
}

/** Steps over a comma: true, or over the end of the container: false. */
function continues(reader: Reader, container: Container): boolean {
  inside(reader, container);
  if (closes(reader, container)) return false;
  const { name, close } = container;
  if (reader.text.charAt(reader.at) !== ',') {
    throw unexpected(reader, `"," or "${close}" in the ${name}`);
  }
  reader.at++;
  inside(reader, container);
  if (reader.text.charAt(reader.at) === close) {
    throw unexpected(reader, 'another item after "," (JSON has no trailing comma)');
  }
  return true;
}

/** Steps to the next token of the container, which must have one. */
function inside(reader: Reader, { name, start }: Container): void {
  skipSpace(reader);
  if (reader.at >= reader.text.length) {
    throw truncated(reader, `the ${name} that begins at ${lineColumn(reader.text, start)}`);
  }
}

function skipSpace(reader: Reader): void {
  const { text } = reader;
  let { at } = reader;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  reader.at = at;
}

function readText(reader: Reader): string {
  const { text } = reader;
  const start = reader.at;
  let hasEscape = false;
  for (reader.at++; reader.at < text.length; reader.at++) {
    const code = text.charCodeAt(reader.at);
    if (code === 0x22) {
      reader.at++;
      const written = text.slice(start, reader.at);
      return hasEscape ? String(JSON.parse(written)) : written.slice(1, -1);
    }
    if (code < 0x20) {
      const character = foundAt(text, reader.at);
      throw problem(reader, `a text has the control character ${character}, write it as an escape`);
    }
    if (code === 0x5c) {
      hasEscape = true;
      readEscape(reader);
    }
  }
  throw truncated(reader, `the text that begins at ${lineColumn(text, start)}`);
}

/** Ends on the last character of the escape. */
function readEscape(reader: Reader): void {
  const escape = reader.text.slice(reader.at, reader.at + 6);
  const length = /^\\(["\\/bfnrt]|u[\da-f]{4})/i.exec(escape)?.[0].length;
  if (length !== undefined) {
    reader.at += length - 1;
    return;
  }
  const isCut =
    reader.at + escape.length === reader.text.length && /^\\(u[\da-f]*)?$/i.test(escape);
  if (!isCut) {
    throw problem(
      reader,
      `a text has the escape ${quoteCut(escape.slice(0, 2))}, which JSON has not`,
    );
  }
  reader.at += escape.length - 1;
}

function readNumber(reader: Reader): number | bigint {
  const { text, at: start } = reader;
  const run = /[-+.\dEe]*/y;
  run.lastIndex = start;
  const written = run.exec(text)?.[0] ?? '';
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([Ee][-+]?\d+)?$/.test(written)) {
    const isCut = /^-?(\d+(\.\d+)?)?([.Ee]|[Ee][-+])?$/.test(written);
    if (!isCut || start + written.length < text.length) {
      throw problem(reader, `${quoteCut(written)} is not a number of JSON`);
    }
    reader.at = text.length;
    throw truncated(reader, 'a number');
  }
  reader.at += written.length;
  return toNumber(written);
}

/** An integer beyond 2^53 exactly; but not one that no double comes near, as JSON.parse says Infinity. */
function toNumber(written: string): number | bigint {
  const value = Number(written);
  const isInexact = Number.isFinite(value) && !Number.isSafeInteger(value);
  return isInexact && /^-?\d+$/.test(written) ? BigInt(written) : value;
}

function readWord(reader: Reader, expected: string): boolean | null {
  const { text, at } = reader;
  const words = new Map([
    ['true', true],
    ['false', false],
    ['null', null],
  ]);
  for (const [word, value] of words) {
    if (text.startsWith(word, at)) {
      reader.at += word.length;
      return value;
    }
    const rest = text.slice(at, at + word.length);
    if (at + rest.length === text.length && word.startsWith(rest)) {
      reader.at = text.length;
      throw truncated(reader, `the word ${JSON.stringify(rest)}`);
    }
  }
  throw unexpected(reader, expected);
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function unexpected(reader: Reader, expected: string): DecodeError {
  const found = foundAt(reader.text, reader.at);
  return problem(reader, `expected ${expected}, found ${found}${hint(reader)}`);
}

function hint({ text, at }: Reader): string {
  if (text[at] === '<' && text.slice(0, at).trim() === '') return ': this is HTML or XML';
  if (text[at] === "'") return ': JSON has double quotes only';
  if (text.startsWith('//', at) || text.startsWith('/*', at)) return ': JSON has no comments';
  return '';
}

function textAfterEnd(reader: Reader): DecodeError {
  const next = reader.text.charAt(reader.at);
  const advice =
    next === '{' || next === '['
      ? '; where each line is a document of its own, set `decode: ndjson`'
      : '';
  return problem(
    reader,
    `expected the end of the document, found ${foundAt(reader.text, reader.at)}${advice}`,
  );
}

function truncated({ text, at }: Reader, what: string): DecodeError {
  return new DecodeError(
    `JSON is truncated: it ends in the middle of ${what}, at ${lineColumn(text, at)}`,
  );
}

function problem({ text, at }: Reader, message: string, offset = at): DecodeError {
  return new DecodeError(`JSON at ${lineColumn(text, offset)}: ${message}`);
}
