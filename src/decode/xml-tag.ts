import type { DecodeError } from './error.ts';
import { foundAt, quoteCut } from './position.ts';
import { cutName, expand, problem, truncated, type XmlCursor } from './xml-cursor.ts';

const namePattern = /[:_\p{L}][-:._·\p{L}\p{N}\p{M}]*/uy;
const attributePattern = /\s+([:_\p{L}][-:._·\p{L}\p{N}\p{M}]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/uy;

/** The name that begins at `start`, of a start tag or an end tag. */
export function readName(cursor: XmlCursor, start: number): string {
  namePattern.lastIndex = start;
  const name = namePattern.exec(cursor.text)?.[0];
  if (name === undefined) {
    if (start >= cursor.text.length) throw truncated(cursor, 'a tag');
    const isHtml = /^<!doctype/i.test(cursor.text.slice(cursor.at, cursor.at + 9));
    const found = `${foundAt(cursor.text, start)}${isHtml ? ': this is HTML' : ''}`;
    throw problem(cursor, `expected the name of an element after "<", found ${found}`, start);
  }
  cursor.at = start + name.length;
  return name;
}

/** Ends where no further attribute follows, after space. */
export function readAttributes(cursor: XmlCursor, element: string): Map<string, string> {
  const { text } = cursor;
  const attributes = new Map<string, string>();
  for (;;) {
    attributePattern.lastIndex = cursor.at;
    const found = attributePattern.exec(text);
    if (found === null) break;
    const [whole, name = '', double, single = ''] = found;
    const value = double ?? single;
    if (attributes.has(name)) {
      const message = `<${cutName(element)}> has the attribute ${quoteCut(name)} twice`;
      throw problem(cursor, message, cursor.at + whole.indexOf(name));
    }
    const start = cursor.at + whole.length - 1 - value.length;
    attributes.set(name, expand(cursor, value.replace(/[\t\n\r]/g, ' '), start));
    cursor.at += whole.length;
  }
  const space = /\s*/y;
  space.lastIndex = cursor.at;
  space.exec(text);
  cursor.at = space.lastIndex;
  return attributes;
}

/** What is wrong where neither an attribute nor the end of a start tag follows. */
export function badTag(cursor: XmlCursor, name: string): DecodeError {
  const { text, at } = cursor;
  const rest = text.slice(at);
  if (/^(?:\/|[^\s=<>"'/]+\s*(?:=\s*(?:"[^"<]*|'[^'<]*)?)?)?$/.test(rest)) {
    return truncated(cursor, `the tag <${cutName(name)}>`);
  }
  const attribute = /^[^\s=<>"'/]+\s*=?/.exec(text.slice(at, at + 1000))?.[0];
  const message =
    attribute === undefined
      ? `expected an attribute or the end of the tag <${cutName(name)}>, found ${foundAt(text, at)}`
      : `expected the attribute ${cutName(attribute)} with a value in quotes, in which "<" is written &lt;`;
  return problem(cursor, message, at);
}
