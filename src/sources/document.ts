import { decodeJson } from '../decode/json.ts';
import type { Clock } from '../engine/clock.ts';
import { messageOf } from '../engine/failure.ts';
import { CollectionError, type Source } from '../engine/source.ts';
import type { FileBinding, ResponseBinding } from '../expression/expression.ts';
import type { CompiledExtraction } from '../extract/extract.ts';

/** A document as it came, before anything is read out of it. */
export interface RawDocument {
  readonly bytes: Uint8Array;
  /** What a message calls it, without secrets. */
  readonly name: string;
  readonly contentType?: string | undefined;
  readonly response?: ResponseBinding | undefined;
  readonly file?: FileBinding | undefined;
}

/** Gets the documents of one collection. Throws once, with what it was doing. */
export type ReadDocuments = (signal: AbortSignal) => Promise<readonly RawDocument[]>;

/** A source whose documents become metrics by the rules of the configuration. */
export function createDocumentSource(
  read: ReadDocuments,
  rules: CompiledExtraction,
  clock: Clock,
): Source {
  return {
    async collect(signal) {
      const documents = await read(signal);
      const extraction = rules.start();
      const now = clock.now();
      for (const { bytes, name, response, file } of documents) {
        extraction.add(decode(bytes, name), { response, file, now });
      }
      return extraction.finish();
    },
  };
}

function decode(bytes: Uint8Array, name: string): unknown {
  try {
    return decodeJson(bytes);
  } catch (error) {
    throw new CollectionError('decode', `${name}: ${messageOf(error)}`, { cause: error });
  }
}
