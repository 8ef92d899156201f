import { createCollectorOptions } from '../config/collectors.ts';
import { fingerprintOf } from '../config/fingerprint.ts';
import type { LoadedCollector, LoadedConfig } from '../config/loaded.ts';
import { startCollectors } from '../engine/background.ts';
import type { Collector } from '../engine/collector.ts';
import type { Engine } from '../engine/exporter.ts';
import type { Generation } from '../engine/generation.ts';
import type { Prober } from '../engine/prober.ts';
import type { SourceContext } from '../sources/context.ts';
import { borrowContext, type SharedContext } from './borrow.ts';

/** The generation in force, and how to replace it. */
export interface Generations {
  readonly current: () => Generation;
  /** The configuration that it was created from. */
  readonly loaded: () => LoadedConfig;
  /** Starts the background work of the first generation; resolves once all of it was tried. */
  start(patience: number): Promise<void>;
  /**
   * Creates the collectors of another configuration and replaces those in force. A collector whose settings are equal
   * is kept. If anything fails, nothing changes.
   */
  replace(loaded: LoadedConfig): Promise<Changes>;
  /** Ends the background work. */
  end(): void;
}

/** The names of the collectors, grouped by what changed. */
export interface Changes {
  readonly kept: readonly string[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export interface GenerationsOptions {
  readonly engine: Engine;
  readonly context: SharedContext;
  readonly createProber: (loaded: LoadedConfig, context: SourceContext) => Promise<Prober>;
  /** The configuration in force as YAML, without secrets. */
  readonly print: (loaded: LoadedConfig) => string;
  /** Called just before a generation takes effect, to apply its settings elsewhere. */
  readonly onReplace: (loaded: LoadedConfig) => void;
}

/** How long new background collectors are tried before they take over, so that their series have no gap. */
const patienceMs = 5000;

/** A collector in use. */
interface Running {
  readonly name: string;
  readonly fingerprint: string;
  readonly collector: Collector;
  release(): void;
}

/** The modules of a configuration and their shared prober. */
interface Probes {
  readonly fingerprint: string;
  readonly prober: Prober;
  release(): void;
}

interface Version {
  readonly probes: Probes;
  readonly loaded: LoadedConfig;
  readonly running: readonly Running[];
  readonly generation: Generation;
}

/** @returns a promise for the first generation, which is not started */
export async function createGenerations(
  first: LoadedConfig,
  { engine, context, createProber, print, onReplace }: GenerationsOptions,
): Promise<Generations> {
  let version = await create(first, []);
  /** Resolves when no scrape uses a previous generation. */
  let drained = Promise.resolve();

  return {
    current: () => version.generation,
    loaded: () => version.loaded,
    start: (patience) => startAll(version.running, patience),
    replace,
    end() {
      for (const { collector } of version.running) collector.stop();
    },
  };

  async function replace(loaded: LoadedConfig): Promise<Changes> {
    const before = version;
    const next = await create(loaded, before.running, before.probes);
    const begun = without(next.running, before.running);
    try {
      await startAll(begun, patienceMs);
    } catch (error) {
      for (const each of begun) end(each);
      throw error;
    }
    onReplace(loaded);
    version = next;
    const ended = without(before.running, next.running);
    for (const { collector } of ended) collector.stop();
    // A collector may also belong to older generations that are still in use.
    drained = drained.then(() => before.generation.exporter.idle());
    void endAfter(drained, ended);
    if (before.probes !== next.probes) void drained.then(() => before.probes.release());
    return changesOf(before.running, next.running);
  }

  async function create(
    loaded: LoadedConfig,
    existing: readonly Running[],
    existingProbes?: Probes,
  ): Promise<Version> {
    const known = new Map(existing.map((each) => [each.name, each]));
    const results = await Promise.allSettled(
      loaded.collectors.map((collector) => keepOrBegin(collector, known.get(collector.name))),
    );
    const running = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const failure = results.find((each) => each.status === 'rejected');
    if (failure !== undefined) {
      for (const each of without(running, existing)) end(each);
      throw failure.reason;
    }
    const probes = await keepOrBeginProbes(loaded, existingProbes);
    const exporter = engine.createExporter(running.map(({ collector }) => collector));
    const { config, locate, scrub } = loaded;
    const printConfig = () => print(loaded);
    const { prober } = probes;
    const generation = { exporter, prober, times: config.scrape, locate, printConfig, scrub };
    return { loaded, running, probes, generation };
  }

  async function keepOrBeginProbes(
    loaded: LoadedConfig,
    existing: Probes | undefined,
  ): Promise<Probes> {
    const { modules } = loaded.config;
    const fingerprint = fingerprintOf(modules);
    if (existing?.fingerprint === fingerprint) return existing;
    const borrowed = borrowContext(context, modules);
    try {
      const prober = await createProber(loaded, borrowed.context);
      return { fingerprint, prober, release: () => borrowed.release() };
    } catch (error) {
      borrowed.release();
      throw error;
    }
  }

  async function keepOrBegin(
    loaded: LoadedCollector,
    existing: Running | undefined,
  ): Promise<Running> {
    const { name, settings } = loaded;
    const fingerprint = fingerprintOf(settings);
    if (existing?.fingerprint === fingerprint) return existing;
    const borrowed = borrowContext(context, settings);
    try {
      const options = await createCollectorOptions(loaded, borrowed.context);
      const collector = engine.createCollector(options);
      return { name, fingerprint, collector, release: () => borrowed.release() };
    } catch (error) {
      borrowed.release();
      throw error;
    }
  }

  function startAll(running: readonly Running[], patience: number): Promise<void> {
    return startCollectors(
      running.map(({ collector }) => collector),
      context.clock,
      patience,
    );
  }
}

async function endAfter(drained: Promise<void>, ended: readonly Running[]): Promise<void> {
  await drained;
  for (const each of ended) end(each);
}

function end(running: Running): void {
  running.collector.end();
  running.release();
}

function without(running: readonly Running[], others: readonly Running[]): readonly Running[] {
  return running.filter((each) => !others.includes(each));
}

function changesOf(before: readonly Running[], after: readonly Running[]): Changes {
  const names = (running: readonly Running[]) => running.map(({ name }) => name);
  const [old, now] = [new Set(names(before)), new Set(names(after))];
  const begun = names(without(after, before));
  return {
    kept: names(after).filter((name) => !begun.includes(name)),
    added: begun.filter((name) => !old.has(name)),
    changed: begun.filter((name) => old.has(name)),
    removed: names(before).filter((name) => !now.has(name)),
  };
}
