import { DecodeError } from './error.ts';
import { cut, foundAt, lineColumn, quoteCut } from './position.ts';
import { expandEntities } from './xml-entities.ts';

/** What a document consists of, in its order; an element without content is opened and closed. */
export interface XmlHandler {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  text(text: string): void;
  close(): void;
}

interface Reader {
  readonly text: string;
  readonly handler: XmlHandler;
  readonly maxDepth: number;
  readonly open: { readonly name: string; readonly start: number }[];
  at: number;
  hasRoot: boolean;
}

const namePattern = /[:_\p{L}][-:._·\p{L}\p{N}\p{M}]*/uy;
const attributePattern = /\s+([:_\p{L}][-:._·\p{L}\p{N}\p{M}]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/uy;

/**
 * Reads well-formed XML 1.0 from one end to the other, in time linear in its length.
 *
 * Entities of a document type are refused, and no other document is ever asked for: nothing expands.
 *
 * @throws DecodeError for what is not well-formed, truncated, empty, or deeper than `maxDepth` elements
 */
export function parseXml(text: string, maxDepth: number, handler: XmlHandler): void {
  const reader: Reader = { text, handler, maxDepth, open: [], at: 0, hasRoot: false };
  if (text.trim() === '') throw new DecodeError('XML is empty');
  while (reader.at < text.length) {
    const next = text.indexOf('<', reader.at);
    readText(reader, next === -1 ? text.length : next);
    if (next !== -1) readMarkup(reader);
  }
  const element = reader.open.at(-1);
  if (element !== undefined) {
    throw truncated(
      reader,
      `<${cutName(element.name)}>, which begins at ${lineColumn(text, element.start)}`,
    );
  }
  if (!reader.hasRoot) throw problem(reader, 'expected an element, found the end', text.length);
}

function readText(reader: Reader, end: number): void {
  const { text, at, open, handler } = reader;
  if (end === at) return;
  const run = text.slice(at, end);
  if (open.length > 0) {
    handler.text(expand(reader, run, at));
  } else if (run.trim() !== '') {
    const start = at + run.length - run.trimStart().length;
    const expected = reader.hasRoot ? 'the end of the document' : 'an element';
    throw problem(reader, `expected ${expected}, found ${foundAt(text, start)}`, start);
  }
  reader.at = end;
}

function readMarkup(reader: Reader): void {
  const { text, at, handler, open } = reader;
  if (isCutMarkup(text, at)) throw truncated(reader, 'a tag');
  if (text.startsWith('</', at)) {
    readEndTag(reader);
  } else if (text.startsWith('<!--', at)) {
    reader.at = endOf(reader, '-->', at + 4, 'a comment');
  } else if (text.startsWith('<?', at)) {
    reader.at = endOf(reader, '?>', at + 2, 'a processing instruction');
  } else if (text.startsWith('<![CDATA[', at) && open.length > 0) {
    reader.at = endOf(reader, ']]>', at + 9, 'a CDATA section');
    handler.text(text.slice(at + 9, reader.at - 3));
  } else if (text.startsWith('<!DOCTYPE', at) && !reader.hasRoot) {
    skipDocumentType(reader);
  } else {
    readStartTag(reader);
  }
}

/** Whether the text ends before it is clear what begins here. */
function isCutMarkup(text: string, at: number): boolean {
  const rest = text.slice(at, at + 9);
  return (
    at + rest.length === text.length &&
    ['<!--', '<![CDATA[', '<!DOCTYPE'].some((start) => start.startsWith(rest) && start !== rest)
  );
}

function readStartTag(reader: Reader): void {
  const { text, at: start, handler, open } = reader;
  const name = readName(reader, start + 1);
  if (open.length === 0 && reader.hasRoot) {
    throw problem(reader, `expected the end of the document, found <${cutName(name)}>`, start);
  }
  if (open.length >= reader.maxDepth) {
    throw problem(reader, `is nested deeper than ${reader.maxDepth} elements`, start);
  }
  const attributes = readAttributes(reader, name);
  const isEmpty = text[reader.at] === '/' && text[reader.at + 1] === '>';
  if (!isEmpty && text[reader.at] !== '>') throw badTag(reader, name);
  reader.at += isEmpty ? 2 : 1;
  reader.hasRoot = true;
  handler.open(name, attributes);
  if (isEmpty) handler.close();
  else open.push({ name, start });
}

/** Ends where no further attribute follows, after space. */
function readAttributes(reader: Reader, element: string): Map<string, string> {
  const { text } = reader;
  const attributes = new Map<string, string>();
  for (;;) {
    attributePattern.lastIndex = reader.at;
    const found = attributePattern.exec(text);
    if (found === null) break;
    const [whole, name = '', double, single = ''] = found;
    const value = double ?? single;
    if (attributes.has(name)) {
      const message = `<${cutName(element)}> has the attribute ${quoteCut(name)} twice`;
      throw problem(reader, message, reader.at + whole.indexOf(name));
    }
    const start = reader.at + whole.length - 1 - value.length;
    attributes.set(name, expand(reader, value.replace(/[\t\n\r]/g, ' '), start));
    reader.at += whole.length;
  }
  const space = /\s*/y;
  space.lastIndex = reader.at;
  space.exec(text);
  reader.at = space.lastIndex;
  return attributes;
}

function badTag(reader: Reader, name: string): DecodeError {
  const { text, at } = reader;
  const rest = text.slice(at);
  if (/^(?:\/|[^\s=<>"'/]+\s*(?:=\s*(?:"[^"<]*|'[^'<]*)?)?)?$/.test(rest)) {
    return truncated(reader, `the tag <${cutName(name)}>`);
  }
  const attribute = /^[^\s=<>"'/]+\s*=?/.exec(text.slice(at, at + 1000))?.[0];
  const message =
    attribute === undefined
      ? `expected an attribute or the end of the tag <${cutName(name)}>, found ${foundAt(text, at)}`
      : `expected the attribute ${cutName(attribute)} with a value in quotes, in which "<" is written &lt;`;
  return problem(reader, message, at);
}

function readEndTag(reader: Reader): void {
  const { text, at: start, handler, open } = reader;
  const name = readName(reader, start + 2);
  const end = endOf(reader, '>', reader.at, 'an end tag');
  const element = open.pop();
  if (text.slice(reader.at, end - 1).trim() !== '') {
    throw problem(reader, `expected the end of the tag </${cutName(name)}>`, reader.at);
  }
  if (element?.name !== name) {
    const expected =
      element === undefined
        ? 'no end tag, as no element is open'
        : `</${cutName(element.name)}> for the element that begins at ${lineColumn(text, element.start)}`;
    throw problem(reader, `expected ${expected}, found </${cutName(name)}>`, start);
  }
  reader.at = end;
  handler.close();
}

function readName(reader: Reader, start: number): string {
  namePattern.lastIndex = start;
  const name = namePattern.exec(reader.text)?.[0];
  if (name === undefined) {
    if (start >= reader.text.length) throw truncated(reader, 'a tag');
    throw problem(
      reader,
      `expected the name of an element after "<", found ${foundAt(reader.text, start)}`,
      start,
    );
  }
  reader.at = start + name.length;
  return name;
}

/** A document type is passed over; one that defines entities is refused, whether they are used or not. */
function skipDocumentType(reader: Reader): void {
  const { text } = reader;
  const part = /["'[\]>]|<!--|<\?|<!ENTITY/g;
  part.lastIndex = reader.at + '<!DOCTYPE'.length;
  let isInside = false;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    const [token] = found;
    if (token === '<!ENTITY') {
      throw problem(
        reader,
        'the document type defines an entity, which is refused: entities can expand without end',
        found.index,
      );
    }
    if (token === '>' && !isInside) {
      reader.at = part.lastIndex;
      return;
    }
    if (token === '[') isInside = true;
    else if (token === ']') isInside = false;
    else if (token !== '>') {
      const end = { '<!--': '-->', '<?': '?>' }[token] ?? token;
      part.lastIndex = endOf(reader, end, part.lastIndex, 'the document type');
    }
  }
  throw truncated(reader, 'the document type');
}

/** The offset after the next `end`. */
function endOf(reader: Reader, end: string, from: number, what: string): number {
  const found = reader.text.indexOf(end, from);
  if (found === -1) {
    throw truncated(reader, `${what}, which begins at ${lineColumn(reader.text, reader.at)}`);
  }
  return found + end.length;
}

function expand(reader: Reader, run: string, start: number): string {
  return expandEntities(run, (offset, reference) => {
    const at = start + offset;
    if (/^&[^&;\s<]*$/.test(reader.text.slice(at, at + 32)) && at + 32 > reader.text.length) {
      throw truncated(reader, 'an entity');
    }
    const message =
      reference === '&'
        ? 'expected an entity after "&"; a bare one is written &amp;'
        : `the entity ${quoteCut(reference)} is not known; there are &lt; &gt; &amp; &quot; &apos; and &#...;`;
    throw problem(reader, message, at);
  });
}

function cutName(name: string): string {
  return cut(name, 60);
}

function truncated({ text }: Reader, what: string): DecodeError {
  const end = lineColumn(text, text.length);
  return new DecodeError(`XML is truncated: it ends in the middle of ${what}, at ${end}`);
}

function problem({ text }: Reader, message: string, offset: number): DecodeError {
  return new DecodeError(`XML at ${lineColumn(text, offset)}: ${message}`);
}
