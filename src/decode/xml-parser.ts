import { SaxesParser } from 'saxes';

import { DecodeError } from './error.ts';
import { explain, problem, type XmlStart } from './xml-problem.ts';

/** What a document consists of, in its order; an element without content is opened and closed. */
export interface XmlHandler {
  open(name: string): void;
  /** Of the element that was opened last. */
  attribute(name: string, value: string): void;
  /** Of the innermost element that is open; one text may come in several pieces. */
  text(text: string): void;
  close(): void;
}

interface Progress {
  readonly open: XmlStart[];
  closed: XmlStart | undefined;
  markupEnd: number;
}

/**
 * Reads well-formed XML from one end to the other, in time linear in its length.
 *
 * Entities of a document type are not known, and no other document is ever asked for: nothing expands.
 *
 * @throws DecodeError for what is not well-formed, truncated, empty, or deeper than `maxDepth` elements
 */
export function parseXml(text: string, maxDepth: number, handler: XmlHandler): void {
  if (text.trim() === '') throw new DecodeError('XML is empty');
  const parser = new SaxesParser();
  const progress: Progress = { open: [], closed: undefined, markupEnd: 0 };
  const { open } = progress;
  parser.on('error', ({ message }) => {
    throw explain(message, text, { ...progress, position: parser.position, open: open.at(-1) });
  });
  parser.on('opentagstart', ({ name }) => {
    const start = text.lastIndexOf('<', parser.position - 2); // the character after the name is read
    if (open.length >= maxDepth) {
      throw problem(text, start, `is nested deeper than ${maxDepth} elements`);
    }
    progress.markupEnd = parser.position;
    open.push({ name, start });
    handler.open(name);
  });
  listen(parser, progress, handler);
  parser.write(text).close();
}

/**
 * There are no handlers for comments and the like: with more than seven, V8 turns the parser into a
 * dictionary, which is five times slower.
 */
function listen(parser: SaxesParser, progress: Progress, handler: XmlHandler): void {
  const { open } = progress;
  parser.on('attribute', ({ name, value }) => {
    progress.markupEnd = parser.position;
    handler.attribute(name, value);
  });
  parser.on('text', (run) => {
    if (open.length > 0) handler.text(run);
  });
  parser.on('cdata', (run) => {
    progress.markupEnd = parser.position;
    handler.text(run);
  });
  parser.on('closetag', () => {
    progress.markupEnd = parser.position;
    progress.closed = open.pop();
    handler.close();
  });
}
