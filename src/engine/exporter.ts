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
   * Begins what runs in the background. Resolves once all of it was tried, or after `patience`
   * milliseconds; ends when `signal` fires.
   */
  start(signal: AbortSignal, patience: number): Promise<void>;
  /**
   * A collector that fails, or is not done within the time, is told by the own families and costs its
   * own only.
   */
  readonly scrape: Scrape;
  /** One collection of a collector of this exporter, explained. */
  explain(collector: Collector, within: number): Promise<Explanation>;
  /** Resolves when no scrape and no explanation is under way. */
  idle(): Promise<void>;
}

/** What makes collectors, and what they share: it outlives a version of the configuration. */
export interface Engine {
  createCollector(options: CollectorOptions): Collector;
  /** Collectors may be of several exporters. */
  createExporter(collectors: readonly Collector[]): Exporter;
  /** From now on. */
  configure(settings: EngineSettings): void;
}

export interface EngineSettings {
  /** Collections under way at once. */
  readonly concurrency: number;
  /** Milliseconds; a longer `Retry-After` is cut to it. */
  readonly maxRetryAfter?: number;
}

export interface EngineOptions extends EngineSettings {
  /** Families about what the collectors share. */
  readonly sharedFamilies?: () => readonly MetricFamily[];
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface ExporterOptions extends EngineOptions {
  readonly collectors: readonly CollectorOptions[];
}

const defaultMaxRetryAfter = 15 * 60_000;

/** An exporter with an engine of its own. */
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

/** Counts what is under way. */
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
