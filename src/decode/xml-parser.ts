import { SaxesParser } from 'saxes';

import { type Budget, spend } from '../budget/budget.ts';
import { DecodeError } from './error.ts';
import { explain, problem, type XmlStart } from './xml-problem.ts';

/** Receives the parts of a document in order; an element without content is opened and closed. */
export interface XmlHandler {
  open(name: string): void;
  /** For the element that was opened last. */
  attribute(name: string, value: string): void;
  /** For the innermost open element; one text may be passed in several pieces. */
  text(text: string): void;
  close(): void;
}

interface Progress {
  readonly open: XmlStart[];
  closed: XmlStart | undefined;
  markupEnd: number;
  /** Of the element that was opened last. */
  attributes: number;
}

/**
 * Parses well-formed XML as a stream, in time linear in its length.
 *
 * Entities declared in a document type are not supported, and no other document is ever requested, so nothing expands.
 *
 * @throws DecodeError for a document that is not well-formed, truncated, empty, or deeper than `maxDepth` elements;
 *   BudgetSpent
 */
export function parseXml(
  text: string,
  maxDepth: number,
  handler: XmlHandler,
  budget: Budget,
): void {
  if (text.trim() === '') throw new DecodeError('XML is empty');
  const parser = new SaxesParser();
  const progress: Progress = { open: [], closed: undefined, markupEnd: 0, attributes: 0 };
  const { open } = progress;
  parser.on('error', ({ message }) => {
    throw explain(message, text, { ...progress, position: parser.position, open: open.at(-1) });
  });
  parser.on('opentagstart', ({ name }) => {
    const start = text.lastIndexOf('<', parser.position - 2); // the character after the name has been read
    if (open.length >= maxDepth) {
      throw problem(text, start, `is nested deeper than ${maxDepth} elements`);
    }
    spend(budget, stepsOfEvent);
    progress.attributes = 0;
    progress.markupEnd = parser.position;
    open.push({ name, start });
    handler.open(name);
  });
  listen(parser, progress, handler, (name) => {
    spend(budget, stepsOfEvent);
    progress.attributes += 1;
    if (progress.attributes > maxAttributes) {
      const start = text.lastIndexOf(name, parser.position);
      throw problem(text, start, `an element has more than ${maxAttributes} attributes`);
    }
  });
  for (let start = 0; start < text.length; start += partLength) {
    spend(budget, partLength);
    parser.write(text.slice(start, start + partLength));
  }
  parser.close();
}

/** Number of characters parsed at a time, because comments and the like cause no events. */
const partLength = 8192;

const maxAttributes = 10_000;

const stepsOfEvent = 32;

/**
 * Comments and similar nodes have no handlers: with more than seven handlers, V8 turns the parser into a dictionary,
 * which is five times slower.
 */
function listen(
  parser: SaxesParser,
  progress: Progress,
  handler: XmlHandler,
  payAttribute: (name: string) => void,
): void {
  const { open } = progress;
  parser.on('attribute', ({ name, value }) => {
    payAttribute(name);
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
