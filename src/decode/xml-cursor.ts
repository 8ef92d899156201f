import { DecodeError } from './error.ts';
import { cut, lineColumn, quoteCut } from './position.ts';
import { expandEntities } from './xml-entities.ts';

/** The text of an XML document, and how far it has been read. */
export interface XmlCursor {
  readonly text: string;
  at: number;
}

/** The offset after the next `end`. */
export function endOf(cursor: XmlCursor, end: string, from: number, what: string): number {
  const found = cursor.text.indexOf(end, from);
  if (found === -1) {
    throw truncated(cursor, `${what}, which begins at ${lineColumn(cursor.text, cursor.at)}`);
  }
  return found + end.length;
}

/** A piece of text or of an attribute, which begins at `start`, with its entities expanded. */
export function expand(cursor: XmlCursor, run: string, start: number): string {
  return expandEntities(run, (offset, reference) => {
    const at = start + offset;
    if (/^&[^&;\s<]*$/.test(cursor.text.slice(at, at + 32)) && at + 32 > cursor.text.length) {
      throw truncated(cursor, 'an entity');
    }
    const message =
      reference === '&'
        ? 'expected an entity after "&"; a bare one is written &amp;'
        : `the entity ${quoteCut(reference)} is not known; there are &lt; &gt; &amp; &quot; &apos; and &#...;`;
    throw problem(cursor, message, at);
  });
}

/** A name for a message. */
export function cutName(name: string): string {
  return cut(name, 60);
}

export function truncated({ text }: XmlCursor, what: string): DecodeError {
  const end = lineColumn(text, text.length);
  return new DecodeError(`XML is truncated: it ends in the middle of ${what}, at ${end}`);
}

export function problem({ text }: XmlCursor, message: string, offset: number): DecodeError {
  return new DecodeError(`XML at ${lineColumn(text, offset)}: ${message}`);
}
