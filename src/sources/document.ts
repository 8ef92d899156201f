import { createDecode, type Decode, type Decoded } from '../decode/decode.ts';
import type { Clock } from '../engine/clock.ts';
import { messageOf } from '../engine/failure.ts';
import { CollectionError, type Source } from '../engine/source.ts';
import type { FileBinding, ResponseBinding } from '../expression/expression.ts';
import type { CompiledExtraction } from '../extract/extract.ts';
import type { RequestTrace } from './trace.ts';

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

/** A source whose documents become metrics by the rules of the configuration. */
export function createDocumentSource(
  read: ReadDocuments,
  rules: CompiledExtraction,
  clock: Clock,
  decode: Decode = createDecode(),
): Source {
  return {
    async collect(signal) {
      const documents = await read(signal);
      const extraction = rules.start();
      const now = clock.now();
      for (const document of documents) {
        const decoded = decodeDocument(document, decode);
        const { response, file } = document;
        if ('value' in decoded) extraction.add(decoded.value, { response, file, now });
      }
      return extraction.finish();
    },
  };
}

/** What a document says. @throws CollectionError `decode` that names it */
export function decodeDocument(
  { bytes, decoded, name, contentType, response, file }: RawDocument,
  decode: Decode,
): Decoded {
  if (decoded !== undefined) return decoded;
  try {
    return decode(bytes, { contentType, path: file?.path ?? response?.url });
  } catch (error) {
    throw new CollectionError('decode', `${name}: ${messageOf(error)}`, { cause: error });
  }
}
