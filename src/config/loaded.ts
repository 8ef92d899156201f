import type { DecodeOptions } from '../decode/decode.ts';
import type { Schedule } from '../engine/schedule.ts';
import type { ExtractionLimits, MetricDefinition } from '../extract/definition.ts';
import { bindSource, type BoundSource } from './bound-source.ts';
import type { SourceKinds } from '../sources/kinds.ts';
import { definitionsOf } from './definitions.ts';
import type { Problem } from './document/problem.ts';
import { scheduleOf } from './schema/schedule.ts';
import type { Collector } from './schema/collector.ts';
import type { Config } from './schema/schema.ts';

/** A configuration that can be run. */
export interface LoadedConfig {
  readonly config: Config;
  /** Of the text that it was read from, by `digestOf`. */
  readonly digest: string;
  /** What the user wrote, secrets in clear: a function, so that nothing prints it by mistake. */
  readonly written: () => unknown;
  /** By name. */
  readonly collectors: readonly LoadedCollector[];
  readonly warnings: readonly Problem[];
  /**
   * The configuration in force as YAML, without secrets.
   *
   * @param server what flags and variables say of the server, in place of what the file says
   * @param started the configuration of the start, whose server settings stay in force
   */
  readonly print: (server?: ServerAddress, started?: StartedConfig) => string;
  /**
   * Where the file has the deepest part of a path that it has: `polyprom.yaml:12:7`. Undefined when it
   * has nothing of the path, or there is no file.
   */
  readonly locate: (path: readonly PropertyKey[]) => string | undefined;
  /** A text without the secrets of the configuration, for messages that others made. */
  readonly scrub: (text: string) => string;
}

/** The configuration that the process was started with. */
export type StartedConfig = Pick<LoadedConfig, 'config' | 'written'>;

/** Where the server listens. What is undefined is not set. */
export type ServerAddress = Pick<Config['server'], 'host' | 'port' | 'healthPort'>;

/** A collector, ready to be built. */
export interface LoadedCollector {
  readonly name: string;
  /** All of its settings as the schema read them: collectors with equal settings do the same. */
  readonly settings: Collector;
  readonly source: BoundSource;
  /** How documents are read; undefined: as the document says of itself. */
  readonly decode: DecodeOptions | undefined;
  readonly schedule: Schedule;
  /** Milliseconds of one collection; undefined: what the scrape has left. */
  readonly timeout: number | undefined;
  readonly limits: CollectorLimits;
  /** Samples of a collection that has not failed. */
  readonly expectedSamples: number;
  /** None for a source that makes its own metrics. */
  readonly definitions: readonly MetricDefinition[];
}

interface CollectorLimits extends ExtractionLimits {
  /** Bytes of one document, decompressed. */
  readonly bodySize: number;
}

export function loadCollectors(config: Config, kinds: SourceKinds): readonly LoadedCollector[] {
  return Object.entries(config.collectors)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, collector]) => ({
      name,
      settings: collector,
      source: bindSource(collector, kinds),
      decode: collector.decode,
      schedule: scheduleOf(collector),
      timeout: collector.timeout,
      limits: collector.limits,
      expectedSamples: collector.expect?.samples ?? 0,
      definitions: definitionsOf(collector),
    }));
}
