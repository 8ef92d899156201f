import { formatOf, type DecodeOptions } from '../../decode/decode.ts';
import type { Format } from '../../decode/format.ts';
import { originOf, type RawDocument } from '../document.ts';

/**
 * The bytes of a document from which it is not read on the event loop. What one costs is in what it has and not
 * in how long it is: beside each is what the worst that was found takes to read (ms a MiB; a usual one a tenth).
 * JSON may take more than the others, as it is what most documents are: to read them elsewhere takes a process.
 */
const largeBytes: { readonly [F in Format]: number } = {
  json: 1024 * 1024, // 250: lists in lists; objects of a key each, all different
  ndjson: 512 * 1024, // 140: a digit a line
  csv: 256 * 1024, // 350: a digit a line, or 10,000 empty columns
  xml: 256 * 1024, // 360: elements without content, 100 deep; attributes, all different
  prometheus: 128 * 1024, // 900: families of one sample
  text: 64 * 1024, // 1,800: with a pattern that matches each character
  yaml: 32 * 1024, // 4,000: lines that are directives
};

/** The part that a document is of what may be read on the event loop in one collection; from 1 on it may not. */
export type LoadOf = (document: RawDocument) => number;

/** @param options how the documents are decoded */
export function createLoadOf(options: DecodeOptions | undefined): LoadOf {
  return (document) => document.bytes.length / largeBytes[formatOf(options, originOf(document))];
}
