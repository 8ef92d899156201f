import { BudgetSpent, type Budget } from '../budget/budget.ts';
import type { Decode, Decoded } from '../decode/decode.ts';
import type { Origin } from '../decode/format.ts';
import { messageOf } from '../engine/failure.ts';
import { CollectionError } from '../engine/source.ts';
import type { CollectionTrace } from '../engine/trace.ts';
import type { FileBinding, ResponseBinding } from '../expression/expression.ts';

/** A document as received, before anything is extracted. */
export interface RawDocument {
  readonly bytes: Uint8Array;
  /** The decoded value, if it was needed already, such as to find the next page. */
  readonly decoded?: Decoded | undefined;
  /** Its name in messages, without secrets. */
  readonly name: string;
  readonly contentType?: string | undefined;
  /** A path whose extension determines the format if nothing else does; default: the path of its URL. */
  readonly path?: string | undefined;
  readonly response?: ResponseBinding | undefined;
  readonly file?: FileBinding | undefined;
  /** The item of a list that it is about. */
  readonly item?: unknown;
  /** An empty document is null, as the configuration allows its status. */
  readonly emptyIsNull?: boolean | undefined;
}

/** Decodes a document. @throws CollectionError `decode` with its name; BudgetSpent */
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

/** The properties of a document that are known before it is read. */
export function originOf({ contentType, path, response }: RawDocument): Origin {
  return { contentType, path: path ?? pathOf(response?.url), isWhole: isWhole(response) };
}

/** A response is complete if its length was announced. The client rejects one that ends early. */
function isWhole(response: ResponseBinding | undefined): boolean {
  const { headers = {} } = response ?? {};
  return 'content-length' in headers || /\bchunked\b/i.test(headers['transfer-encoding'] ?? '');
}

/** The path of a URL, since a host name has no extension. */
function pathOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : URL.parse(address)?.pathname;
}

const excerptBytes = 1500;

/** Records a document in the trace of its collection. @param failure why it was skipped */
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
