import { formatOf, type DecodeOptions } from '../decode/decode.ts';
import type { Format } from '../decode/format.ts';
import { originOf, type RawDocument } from './document.ts';

const kibibyte = 1024;

/**
 * The bytes of a document from which it is not begun on the event loop. The budget cannot end `JSON.parse`, so that is
 * what limits JSON: objects with a key of their own each, the worst that was found, take 49 ms at this size. All other
 * formats are ended by the budget; from this size on a usual document takes all of it, and would only be begun in
 * vain. docs/decisions/0029 has the figures.
 */
const largeBytes: { readonly [F in Format]: number } = {
  json: 512 * kibibyte,
  ndjson: 2048 * kibibyte,
  csv: 1024 * kibibyte,
  xml: 512 * kibibyte,
  html: 512 * kibibyte,
  prometheus: 512 * kibibyte,
  yaml: 128 * kibibyte,
  text: 2048 * kibibyte,
};

/** Of a text that is matched against a pattern: 40 ms for one that matches each character of 512 KiB. */
const largeWithPattern = 128 * kibibyte;

/** The fraction that a document is of what may be read on the event loop in one collection; 1 or more means offload. */
export type CostOf = (document: RawDocument) => number;

/** @param options how the documents are decoded */
export function createCostOf(options: DecodeOptions | undefined): CostOf {
  if (typeof options === 'object' && options.text?.pattern !== undefined) {
    return ({ bytes }) => bytes.length / largeWithPattern;
  }
  return (document) => document.bytes.length / largeBytes[formatOf(options, originOf(document))];
}
