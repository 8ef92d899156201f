import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { createDecode } from '../../src/decode/decode.ts';
import { decodeJson } from '../../src/decode/json.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { CollectionError, type CollectionRequest } from '../../src/engine/source.ts';
import { compileExtraction } from '../../src/extract/extract.ts';
import { createCollectDocuments } from '../../src/documents/collect-documents.ts';
import type { SourceContext } from '../../src/sources/context.ts';
import type { RawDocument } from '../../src/documents/document.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { documentResources } from '../documents/resources.ts';
import { createHttpReader } from '../../src/sources/http/http.ts';
import { HttpOptions } from '../../src/sources/http/schema.ts';
import { createCollectionTrace, type CollectionTrace } from '../../src/engine/trace.ts';

/** A reader as the configuration makes it, over real connections. */
export interface TestReader {
  /** @param onDocument called with each document as it comes */
  read(
    signal?: AbortSignal,
    onDocument?: (document: RawDocument) => void,
  ): Promise<readonly RawDocument[]>;
  /** The values of the documents. */
  values(signal?: AbortSignal): Promise<readonly unknown[]>;
  /** The failure of a collection that must fail. */
  failure(signal?: AbortSignal): Promise<CollectionError>;
  /** Messages of documents that were left out of others. */
  readonly leftOut: readonly string[];
  /** What the last collection asked for. */
  readonly trace: CollectionTrace;
}

const bodySize = 1_048_576;

export function createReader(
  options: Readonly<Record<string, unknown>>,
  overrides: Partial<SourceContext> & { readonly bodySize?: number } = {},
): TestReader {
  const context = createContext(overrides);
  const { read } = createHttpReader(
    HttpOptions.parse(options),
    overrides.bodySize ?? bodySize,
    context,
  );
  let trace = createCollectionTrace();
  const leftOut: string[] = [];
  const reader: TestReader = {
    leftOut,
    get trace() {
      return trace;
    },
    read(signal = AbortSignal.timeout(10_000), onDocument) {
      trace = createCollectionTrace();
      return collectWith({ signal, trace }, onDocument);
    },
    async values(signal) {
      return (await reader.read(signal)).map(({ bytes }) => decodeJson(bytes));
    },
    async failure(signal) {
      try {
        await reader.read(signal);
      } catch (error) {
        if (error instanceof CollectionError) return error;
        throw error;
      }
      throw new Error('the collection succeeded');
    },
  };
  return reader;

  /** The documents as they come, which a collection would extract one after the other. */
  async function collectWith(
    request: CollectionRequest,
    onDocument: (document: RawDocument) => void = () => {},
  ): Promise<readonly RawDocument[]> {
    const documents: RawDocument[] = [];
    const take = (document: RawDocument) => {
      documents.push(document);
      onDocument(document);
    };
    const collection = collectNothing(context)({ now: Date.now() }, request.signal);
    try {
      await read(request, {
        bytes: collection.bytes,
        now: context.clock.now(),
        leaveOut: (message) => leftOut.push(message),
        async add(document) {
          take(document);
        },
        async addPage(document, page) {
          take(document);
          return collection.addPage(document, page);
        },
      });
      return documents;
    } finally {
      collection.close();
    }
  }
}

function collectNothing({ bytesInFlight }: SourceContext) {
  const limits = { samples: 1, labelValueLength: 1 };
  const rules = {
    decode: createDecode(),
    extraction: compileExtraction([], limits),
    limits,
    refusesPages: false,
    ownPrefixes: [],
    textfile: false,
  };
  return createCollectDocuments(rules, bytesInFlight);
}

/** The outside world, but for the environment, which is empty unless a test fills it. */
function createContext(overrides: Partial<SourceContext> = {}): SourceContext {
  const connections = createConnections(() => performance.now());
  onTestFinished(() => connections.close());
  return {
    clock: systemClock,
    connections,
    ...documentResources(),
    env: {},
    readFile: (path) => readFileSync(path, 'utf8'),
    ...overrides,
  };
}
