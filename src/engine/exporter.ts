import type { MetricFamily } from '../metric/family.ts';
import { startCollectors } from './background.ts';
import { systemClock, type Clock } from './clock.ts';
import { createCollector, type Collector, type CollectorOptions } from './collector.ts';
import { explain, type Explanation } from './explain.ts';
import type { Logger } from './log.ts';
import { createOutcomeLog } from './outcome-log.ts';
import { createScrape, type Scrape } from './scrape.ts';
import { createSemaphore } from './semaphore.ts';
import { createTurns } from './turns.ts';

/** The collectors of one version of the configuration. */
export interface Exporter {
  readonly collectors: readonly Collector[];
  /**
   * Starts the background work. Resolves once all of it was tried, or after `patience` milliseconds; ends when `signal`
   * fires.
   */
  start(signal: AbortSignal, patience: number): Promise<void>;
  /**
   * A collector that fails or times out is reported in the exporter's own families and only affects its own metrics.
   */
  readonly scrape: Scrape;
  /** Runs and explains one collection of a collector of this exporter. */
  explain(collector: Collector, within: number): Promise<Explanation>;
  /** Resolves when no scrape or explanation is running. */
  idle(): Promise<void>;
}

/** Creates collectors and holds what they share. Outlives a version of the configuration. */
export interface Engine {
  createCollector(options: CollectorOptions): Collector;
  /** The collectors may belong to several exporters. */
  createExporter(collectors: readonly Collector[]): Exporter;
  /** Applies to subsequent collections. */
  configure(settings: EngineSettings): void;
}

export interface EngineSettings {
  /** Maximum number of concurrent collections. */
  readonly concurrency: number;
  /** Maximum `Retry-After` in milliseconds; longer ones are reduced to it. */
  readonly maxRetryAfter?: number;
}

export interface EngineOptions extends EngineSettings {
  /** Families about shared resources. */
  readonly sharedFamilies?: () => readonly MetricFamily[];
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface ExporterOptions extends EngineOptions {
  readonly collectors: readonly CollectorOptions[];
}

const defaultMaxRetryAfter = 15 * 60_000;

/** Creates an exporter with its own engine. */
export function createExporter({ collectors, ...options }: ExporterOptions): Exporter {
  const engine = createEngine(options);
  return engine.createExporter(collectors.map((each) => engine.createCollector(each)));
}

export function createEngine({
  sharedFamilies = () => [],
  logger,
  clock = systemClock,
  ...initial
}: EngineOptions): Engine {
  let { maxRetryAfter = defaultMaxRetryAfter } = initial;
  const semaphore = createSemaphore(initial.concurrency);
  const turns = createTurns();
  const onOutcome = createOutcomeLog(logger, clock);
  const context = { semaphore, clock, maxRetryAfter: () => maxRetryAfter, onOutcome };

  return {
    createCollector: (options) => createCollector(options, context),
    createExporter(collectors) {
      const scrape = createScrape(collectors, { clock, turns, sharedFamilies });
      const uses = countUses();
      return {
        collectors,
        async start(signal, patience) {
          const stop = () => {
            for (const collector of collectors) collector.stop();
          };
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop, { once: true });
          await startCollectors(collectors, clock, patience);
        },
        scrape: (selection, within) => uses.during(scrape(selection, within)),
        explain: (collector, within) => uses.during(explain(collector, within, semaphore)),
        idle: uses.none,
      };
    },
    configure(settings) {
      maxRetryAfter = settings.maxRetryAfter ?? defaultMaxRetryAfter;
      semaphore.resize(settings.concurrency);
    },
  };
}

/** Counts running operations. */
function countUses() {
  let count = 0;
  let waiting: (() => void)[] = [];
  return { during, none };

  async function during<T>(work: Promise<T>): Promise<T> {
    count += 1;
    try {
      return await work;
    } finally {
      count -= 1;
      if (count === 0) {
        for (const resolve of waiting) resolve();
        waiting = [];
      }
    }
  }

  async function none(): Promise<void> {
    if (count > 0) await new Promise<void>((resolve) => waiting.push(resolve));
  }
}
