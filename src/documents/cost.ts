import { formatOf, type DecodeOptions } from '../decode/decode.ts';
import type { Format } from '../decode/format.ts';
import { originOf, type RawDocument } from './document.ts';

const kibibyte = 1024;

/**
 * The bytes of a document from which it is not read on the event loop. What a document costs is in what it has and
 * not in how long it is; beside each is the worst that was found and what it takes (ms a MiB). So the worst takes
 * less than half a second there, well below the patience of a probe, and a usual one a tenth of that: it is not
 * worth a process of 45 MB. docs/decisions/0025 has the figures.
 */
const largeBytes: { readonly [F in Format]: number } = {
  json: 2048 * kibibyte, // 190: lists in lists, a key twice at the end
  ndjson: 2048 * kibibyte, // 135: a digit a line
  csv: 1024 * kibibyte, // 370: a digit a line, or 10,000 empty columns
  xml: 512 * kibibyte, // 600: elements of one attribute
  prometheus: 512 * kibibyte, // 830: families of one sample
  yaml: 128 * kibibyte, // 2,500: `{},`; 6,400 of directives
  text: 2048 * kibibyte, // 110: empty lines
};

/** Of a text that a pattern is looked for in: 2,200 for one that matches each character. */
const largeWithPattern = 128 * kibibyte;

/** The part that a document is of what may be read on the event loop in one collection; from 1 on it may not. */
export type CostOf = (document: RawDocument) => number;

/** @param options how the documents are decoded */
export function createCostOf(options: DecodeOptions | undefined): CostOf {
  if (typeof options === 'object' && options.text?.pattern !== undefined) {
    return ({ bytes }) => bytes.length / largeWithPattern;
  }
  return (document) => document.bytes.length / largeBytes[formatOf(options, originOf(document))];
}
