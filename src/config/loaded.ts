import type { DecodeOptions } from '../decode/decode.ts';
import type { Schedule } from '../engine/schedule.ts';
import type { ExtractionLimits, MetricDefinition } from '../extract/definition.ts';
import { bindSource, type BoundSource } from './bound-source.ts';
import type { SourceKinds } from '../sources/kinds.ts';
import { definitionsOf } from './definitions.ts';
import type { Problem } from './document/problem.ts';
import { scheduleOf } from './schema/schedule.ts';
import type { Collector } from './schema/collector.ts';
import type { Module } from './schema/module.ts';
import type { Config } from './schema/schema.ts';

/** A configuration that can be run. */
export interface LoadedConfig {
  readonly config: Config;
  /** Digest of the text that it was read from, by `digestOf`. */
  readonly digest: string;
  /** The configuration as the user wrote it, with plain-text secrets; a function, to prevent accidental printing. */
  readonly written: () => unknown;
  /** By name. */
  readonly collectors: readonly LoadedCollector[];
  /** By name. */
  readonly modules: readonly LoadedModule[];
  readonly warnings: readonly Problem[];
  /**
   * The configuration in force as YAML, without secrets.
   *
   * @param server server settings from flags and environment variables, which override the file
   * @param started the configuration used at startup, whose server settings stay in force
   */
  readonly print: (server?: ServerAddress, started?: StartedConfig) => string;
  /**
   * Position of the deepest part of a path that exists in the file: `polyprom.yaml:12:7`. Undefined if no part
   * exists, or if there is no file.
   */
  readonly locate: (path: readonly PropertyKey[]) => string | undefined;
  /** Removes the secrets of the configuration from a text, for messages from other components. */
  readonly scrub: (text: string) => string;
}

/** The configuration that the process was started with. */
export type StartedConfig = Pick<LoadedConfig, 'config' | 'written'>;

/** Where the server listens. Undefined fields are not set. */
export type ServerAddress = Pick<Config['server'], 'host' | 'port' | 'healthPort'>;

/** A collector, ready to be built. */
export interface LoadedCollector {
  readonly name: string;
  /** All settings as the schema read them. Collectors with equal settings behave identically. */
  readonly settings: Collector;
  readonly source: BoundSource;
  /** How documents are decoded; undefined: detected from the document. */
  readonly decode: DecodeOptions | undefined;
  readonly schedule: Schedule;
  /** Timeout of one collection in milliseconds; undefined: the remaining time of the scrape. */
  readonly timeout: number | undefined;
  readonly limits: CollectorLimits;
  /** Maximum number of samples of one collection. */
  readonly expectedSamples: number;
  /** Empty for a source that defines its own metrics. */
  readonly definitions: readonly MetricDefinition[];
}

/** A module, ready to be built. */
export interface LoadedModule extends Omit<LoadedCollector, 'source' | 'settings'> {
  readonly module: Module;
}

interface CollectorLimits extends ExtractionLimits {
  /** Maximum size of one decompressed document in bytes. */
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

export function loadModules(config: Config): readonly LoadedModule[] {
  return Object.entries(config.modules)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, module]) => ({
      name,
      module,
      decode: module.decode,
      schedule: scheduleOf({ cache: module.cache }),
      timeout: module.timeout,
      limits: module.limits,
      expectedSamples: module.expect?.samples ?? 0,
      definitions: definitionsOf(module),
    }));
}
