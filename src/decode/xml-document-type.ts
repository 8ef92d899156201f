import { endOf, problem, truncated, type XmlCursor } from './xml-cursor.ts';

/**
 * Passes over a document type, which says nothing about values.
 *
 * @throws DecodeError when it defines an entity, used or not: entities can expand without end
 */
export function skipDocumentType(cursor: XmlCursor): void {
  const { text } = cursor;
  const part = /["'[\]>]|<!--|<\?|<!ENTITY/g;
  part.lastIndex = cursor.at + '<!DOCTYPE'.length;
  let isInside = false;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    const [token] = found;
    if (token === '<!ENTITY') {
      throw problem(
        cursor,
        'the document type defines an entity, which is refused: entities can expand without end',
        found.index,
      );
    }
    if (token === '>' && !isInside) {
      cursor.at = part.lastIndex;
      return;
    }
    if (token === '[') isInside = true;
    else if (token === ']') isInside = false;
    else if (token !== '>') {
      const end = { '<!--': '-->', '<?': '?>' }[token] ?? token;
      part.lastIndex = endOf(cursor, end, part.lastIndex, 'the document type');
    }
  }
  throw truncated(cursor, 'the document type');
}
