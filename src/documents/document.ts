import type { Decode, Decoded } from '../decode/decode.ts';
import type { Origin } from '../decode/format.ts';
import type { Clock } from '../engine/clock.ts';
import { messageOf } from '../engine/failure.ts';
import type { RequestTrace } from '../engine/request-trace.ts';
import { CollectionError, type Source } from '../engine/source.ts';
import type { CollectionTrace } from '../engine/trace.ts';
import type { FileBinding, ResponseBinding } from '../expression/expression.ts';
import type { CollectDocuments } from './collect-documents.ts';

/** A document as it came, before anything is read out of it. */
export interface RawDocument {
  readonly bytes: Uint8Array;
  /** What the bytes gave, where somebody had to know: the next page stands in the one before. */
  readonly decoded?: Decoded | undefined;
  /** What a message calls it, without secrets. */
  readonly name: string;
  readonly contentType?: string | undefined;
  /** Whose extension says what it is, where nothing else does; default: the path of its address. */
  readonly path?: string | undefined;
  readonly response?: ResponseBinding | undefined;
  readonly file?: FileBinding | undefined;
}

/** Gets the documents of one collection. Throws once, with what it was doing. */
export type ReadDocuments = (
  signal: AbortSignal,
  trace?: RequestTrace,
) => Promise<readonly RawDocument[]>;

/** A source whose documents become metrics by the rules of the configuration. */
export function createDocumentSource(
  read: ReadDocuments,
  collectDocuments: CollectDocuments,
  clock: Clock,
): Source {
  return {
    async collect(signal, trace) {
      const documents = await read(signal, trace);
      const collection = collectDocuments({ now: clock.now(), trace, documents }, signal);
      try {
        for (const document of documents) {
          if (trace !== undefined) traceDocument(trace, document);
          await collection.add(document);
        }
        const { families, skips, samples, pageSkips } = await collection.finish();
        return { families, samples, skips: [...skips, ...pageSkips] };
      } finally {
        collection.close();
      }
    },
  };
}

/** What a document says. @throws CollectionError `decode` that names it */
export function decodeDocument(document: RawDocument, decode: Decode): Decoded {
  const { bytes, decoded, name } = document;
  if (decoded !== undefined) return decoded;
  try {
    return decode(bytes, originOf(document));
  } catch (error) {
    throw new CollectionError('decode', `${name}: ${messageOf(error)}`, { cause: error });
  }
}

/** What is known of a document before it is read. */
export function originOf({ contentType, path, response }: RawDocument): Origin {
  return { contentType, path: path ?? pathOf(response?.url) };
}

/** Of an address its path: a host name has no extension. */
function pathOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : URL.parse(address)?.pathname;
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
