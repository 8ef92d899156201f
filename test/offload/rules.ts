import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { createDocumentDecode } from '../../src/documents/document-decode.ts';
import { systemClock, type Clock } from '../../src/engine/clock.ts';
import { toCollectionError } from '../../src/engine/failure.ts';
import type { Source } from '../../src/engine/source.ts';
import { createCollectionTrace, type CollectionTrace } from '../../src/engine/trace.ts';
import { compileExtraction } from '../../src/extract/extract.ts';
import { createCollectDocuments, type Offload } from '../../src/documents/collect-documents.ts';
import { createDocumentSource } from '../../src/documents/document-source.ts';
import { createFileSource } from '../../src/sources/file/file.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { createHttpReader } from '../../src/sources/http/http.ts';
import { createOffload } from '../../src/offload/offload.ts';
import type { ReaderPool } from '../../src/offload/pool.ts';
import { documentResources } from '../documents/resources.ts';

/** Where the documents of a source are read, in place of where their size would have them read. */
export interface Place {
  readonly readers: ReaderPool;
  /** The part that each document is of what is small; by its size when it is left out. */
  readonly load?: number;
}

/**
 * The source of a configuration's only collector, as the program makes it.
 *
 * @param place where its documents are read; undefined: here
 */
export function sourceOf(config: string, place?: Place, clock: Clock = systemClock): Source {
  const loaded = parseConfig(config, 'test.yaml', { env: {}, readFile: () => '' });
  const [collector] = loaded.collectors;
  if (collector === undefined) throw new Error('the configuration has no collector');
  const { definitions, limits, name } = collector;
  const { http, file } = loaded.config.collectors[name] ?? {};
  const rules = {
    ...collector,
    refusesPages: http !== undefined && definitions.length > 0,
    ownPrefixes: [],
    textfile: file?.textfile === true,
  };
  const decode = createDocumentDecode(collector.decode, rules.refusesPages, limits);
  const extraction = compileExtraction(definitions, limits);
  const resources = documentResources();
  const collectDocuments = createCollectDocuments(
    { ...rules, decode, extraction },
    resources.bytesInFlight,
    place && offloadOf(place, createOffload(place.readers, rules, name)),
  );
  if (http !== undefined) {
    const connections = createConnections(() => performance.now());
    onTestFinished(() => connections.close());
    const context = { clock, connections, ...resources, env: {}, readFile: () => '' };
    const { read } = createHttpReader(http, limits.bodySize, context);
    return createDocumentSource(read, collectDocuments, clock);
  }
  if (file === undefined) throw new Error('the source has no documents');
  return createFileSource(file, { name, bodySize: limits.bodySize, collectDocuments }, clock);
}

function offloadOf({ load }: Place, offload: Offload): Offload {
  return load === undefined ? offload : { ...offload, costOf: () => load };
}

/** What a collection gave, or why it failed, and its trace without what no two collections have in common. */
export async function outcomeOf(
  source: Source,
  signal = new AbortController().signal,
): Promise<{ readonly outcome: unknown; readonly trace: CollectionTrace }> {
  const trace = createCollectionTrace();
  const outcome = await source.collect({ signal, trace }).catch((thrown: unknown) => {
    const { reason, message } = toCollectionError(thrown);
    return { reason, message };
  });
  return { outcome, trace: { ...trace, requests: [] } };
}
