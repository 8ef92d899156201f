import { BudgetSpent, type Budget } from '../budget/budget.ts';
import type { Decode, Decoded } from '../decode/decode.ts';
import type { Origin } from '../decode/format.ts';
import { messageOf } from '../engine/failure.ts';
import { CollectionError } from '../engine/source.ts';
import type { CollectionTrace } from '../engine/trace.ts';
import type { FileBinding, ResponseBinding } from '../expression/expression.ts';

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
  /** The item of a list that it is about. */
  readonly item?: unknown;
  /** An empty document is null: its status is one that the configuration names as valid. */
  readonly emptyIsNull?: boolean | undefined;
}

/** What a document says. @throws CollectionError `decode` that names it; BudgetSpent */
export function decodeDocument(document: RawDocument, decode: Decode, budget: Budget): Decoded {
  const { bytes, decoded, name } = document;
  if (decoded !== undefined) return decoded;
  if (document.emptyIsNull === true && bytes.length === 0) return { value: null };
  try {
    return decode(bytes, originOf(document), budget);
  } catch (error) {
    if (error instanceof BudgetSpent) throw error;
    throw new CollectionError('decode', `${name}: ${messageOf(error)}`, { cause: error });
  }
}

/** What is known of a document before it is read. */
export function originOf({ contentType, path, response }: RawDocument): Origin {
  return { contentType, path: path ?? pathOf(response?.url), isWhole: isWhole(response) };
}

/** A response is whole when its end was announced. The client refuses one that ends before. */
function isWhole(response: ResponseBinding | undefined): boolean {
  const { headers = {} } = response ?? {};
  return 'content-length' in headers || /\bchunked\b/i.test(headers['transfer-encoding'] ?? '');
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
