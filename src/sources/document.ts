import type { Decode, Decoded } from '../decode/decode.ts';
import type { Clock } from '../engine/clock.ts';
import { messageOf } from '../engine/failure.ts';
import type { RequestTrace } from '../engine/request-trace.ts';
import { CollectionError, type Source } from '../engine/source.ts';
import type { CollectionTrace } from '../engine/trace.ts';
import type { FileBinding, ResponseBinding } from '../expression/expression.ts';
import type { ExtractionLimits } from '../extract/definition.ts';
import type { CompiledExtraction } from '../extract/extract.ts';
import type { ExtractionResult, Skip } from '../extract/extraction.ts';
import { conflictSkips, mergePages, type Page } from './merge-pages.ts';
import { countWithinLimits } from './page-limits.ts';

/** A document as it came, before anything is read out of it. */
export interface RawDocument {
  readonly bytes: Uint8Array;
  /** What the bytes gave, where the reader had to know: the next page stands in the one before. */
  readonly decoded?: Decoded | undefined;
  /** What a message calls it, without secrets. */
  readonly name: string;
  readonly contentType?: string | undefined;
  readonly response?: ResponseBinding | undefined;
  readonly file?: FileBinding | undefined;
}

/** Gets the documents of one collection. Throws once, with what it was doing. */
export type ReadDocuments = (
  signal: AbortSignal,
  trace?: RequestTrace,
) => Promise<readonly RawDocument[]>;

/** How the documents of a collector become families. */
export interface DocumentRules {
  readonly decode: Decode;
  readonly extraction: CompiledExtraction;
  readonly limits: ExtractionLimits;
}

export interface OneKindRules extends DocumentRules {
  /** The configuration has metrics that are made of the documents, so none may be a page of metrics. */
  readonly hasMetrics: boolean;
}

/** Makes families of documents that are too large for the event loop, somewhere else. */
export type ExtractElsewhere = (
  documents: readonly RawDocument[],
  now: number,
  signal: AbortSignal,
) => Promise<ExtractionResult>;

/**
 * Bytes of a collection from which it is extracted elsewhere. So many take some 25 ms to read; to hand
 * them over, and the result back, takes 2 ms.
 */
const largeBytes = 2 * 1024 * 1024;

/** A source whose documents become metrics by the rules of the configuration. */
export function createDocumentSource(
  read: ReadDocuments,
  rules: OneKindRules,
  clock: Clock,
  elsewhere?: ExtractElsewhere,
): Source {
  return {
    async collect(signal, trace) {
      const documents = await read(signal, trace);
      const now = clock.now();
      // What is explained is followed step by step, and what was decoded for its next page is here already.
      if (elsewhere !== undefined && trace === undefined && unreadBytes(documents) >= largeBytes) {
        return elsewhere(documents, now, signal);
      }
      return extractDocuments(documents, rules, now, trace);
    },
  };
}

function unreadBytes(documents: readonly RawDocument[]): number {
  return documents.reduce(
    (sum, { bytes, decoded }) => sum + (decoded === undefined ? bytes.length : 0),
    0,
  );
}

/**
 * The families of the documents of one collection.
 *
 * @param now unix milliseconds
 * @throws CollectionError, DecodeError or ExtractionError that says what is wrong with a document
 */
export function extractDocuments(
  documents: readonly RawDocument[],
  { decode, extraction: rules, limits, hasMetrics }: OneKindRules,
  now: number,
  trace?: CollectionTrace,
): ExtractionResult {
  const extraction = rules.start(trace);
  const pages: Page[] = [];
  const repeated: Skip[] = [];
  let passed = 0;
  for (const document of documents) {
    if (trace !== undefined) traceDocument(trace, document);
    const decoded = decodeDocument(document, decode);
    const { name, response, file } = document;
    if ('value' in decoded) {
      extraction.add(decoded.value, { response, file, now });
      continue;
    }
    if (hasMetrics) throw unexpectedPage(name);
    const page = { path: name, families: decoded.families };
    passed = countWithinLimits(page, passed, limits);
    pages.push(page);
    if (decoded.duplicates > 0) repeated.push(repeatedIn(name, decoded.duplicates));
  }
  const result = withPages(extraction.finish(), pages);
  return repeated.length === 0 ? result : { ...result, skips: [...result.skips, ...repeated] };
}

/** What a document says. @throws CollectionError `decode` that names it */
export function decodeDocument(
  { bytes, decoded, name, contentType, response, file }: RawDocument,
  decode: Decode,
): Decoded {
  if (decoded !== undefined) return decoded;
  try {
    return decode(bytes, { contentType, path: file?.path ?? pathOf(response?.url) });
  } catch (error) {
    throw new CollectionError('decode', `${name}: ${messageOf(error)}`, { cause: error });
  }
}

/** Of an address its path: a host name has no extension. */
function pathOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : URL.parse(address)?.pathname;
}

/** Passed through in silence it would leave the rules without a sample, and nobody would know why. */
function unexpectedPage(name: string): CollectionError {
  return new CollectionError(
    'decode',
    `${name}: is a page of metrics by its Content-Type, which \`metrics\` cannot be made of: set \`decode\` to what it is, or to prometheus, without \`metrics\`, to pass it on`,
  );
}

/** Adds the families of documents that are pages of metrics already. */
function withPages(result: ExtractionResult, pages: readonly Page[]): ExtractionResult {
  if (pages.length === 0) return result;
  const merged = mergePages(result.families, pages, { oneHelp: false, reserved: ['polyprom_'] });
  const samples = new Map(result.samples);
  for (const { name, values } of merged.families) samples.set(name, values.length);
  const skips = [...result.skips, ...conflictSkips(merged.conflicts), ...merged.duplicates];
  return { families: merged.families, skips, samples };
}

function repeatedIn(path: string, count: number): Skip {
  const found = 'series that are in it twice';
  return { metric: '(page)', reason: 'duplicate', count, path, found };
}

const excerptBytes = 1500;

/** Notes a document in the trace of its collection. @param failure why it was left out */
export function traceDocument(
  trace: CollectionTrace,
  { name, contentType, bytes }: RawDocument,
  failure?: string,
): void {
  const excerpt = Buffer.from(bytes.subarray(0, excerptBytes)).toString();
  trace.documents.push({
    name,
    contentType,
    bytes: bytes.length,
    excerpt: bytes.length > excerptBytes ? `${excerpt}…` : excerpt,
    failure,
  });
}
