import { DecodeError } from './error.ts';
import { foundAt, lineColumn } from './position.ts';
import { cutName, endOf, expand, problem, truncated, type XmlCursor } from './xml-cursor.ts';
import { skipDocumentType } from './xml-document-type.ts';
import { badTag, readAttributes, readName } from './xml-tag.ts';

/** What a document consists of, in its order; an element without content is opened and closed. */
export interface XmlHandler {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  text(text: string): void;
  close(): void;
}

interface Reader extends XmlCursor {
  readonly handler: XmlHandler;
  readonly maxDepth: number;
  readonly open: { readonly name: string; readonly start: number }[];
  hasRoot: boolean;
}

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
