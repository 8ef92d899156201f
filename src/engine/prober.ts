import type { MetricFamily } from '../metric/family.ts';
import { withoutClashes } from '../metric/clash.ts';
import { systemClock, type Clock } from './clock.ts';
import { countSamples, createCollector, timedOut, type Collector } from './collector.ts';
import { beforeAbort, deadlineAfter } from './deadline.ts';
import { explain, type Explanation } from './explain.ts';
import { toCollectionError } from './failure.ts';
import type { Outcome } from './history.ts';
import type { Logger } from './log.ts';
import type { ModuleOptions } from './module.ts';
import { createProbeCounts, probeFamilies, type ProbeCounts } from './probe-families.ts';
import { createProbeLog } from './probe-log.ts';
import { createSemaphore } from './semaphore.ts';
import type { Subject } from './source.ts';
import { subjectKey } from './subject-key.ts';
import { viewOfKept, viewOfOutcome, type View } from './view.ts';

/** Runs probes: collections whose subject is given in each request. */
export interface Prober {
  readonly modules: readonly ModuleOptions[];
  readonly counts: ProbeCounts;
  /**
   * The families of one probe, including `probe_success`. A failed probe is reported in these families and does not
   * reject. Concurrent probes of the same subject share a collection.
   *
   * @param within milliseconds that the request may take
   * @throws TooManyProbes if the maximum number of probes is running
   */
  probe(module: ModuleOptions, subject: Subject, within: number): Promise<readonly MetricFamily[]>;
  /** Runs and explains one probe. @throws TooManyProbes */
  explain(module: ModuleOptions, subject: Subject, within: number): Promise<Explanation>;
}

/** The maximum number of probes is running. */
export class TooManyProbes extends Error {
  override readonly name = 'TooManyProbes';
}

export interface ProberOptions {
  readonly modules: readonly ModuleOptions[];
  /** Maximum number of concurrent probe collections. */
  readonly concurrency: number;
  /** Maximum `Retry-After` in milliseconds; longer ones are reduced to it. */
  readonly maxRetryAfter?: number;
  readonly counts?: ProbeCounts;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** Maximum number of subjects kept, because of a cached result or a `Retry-After` of their server. */
const maxKept = 1000;

/** Maximum number of samples in all cached results. */
const maxKeptSamples = 500_000;

/** The state kept for one subject of one module. */
interface Kept {
  readonly collector: Collector;
  isUnderWay: boolean;
  samples: number;
}

export function createProber({
  modules,
  concurrency,
  maxRetryAfter = 15 * 60_000,
  counts = createProbeCounts(modules.map(({ name }) => name)),
  logger,
  clock = systemClock,
}: ProberOptions): Prober {
  // Each probe gets a slot immediately, because excess probes are refused.
  const semaphore = createSemaphore(concurrency);
  const log = createProbeLog(logger, clock);
  /** Least recently used first. */
  const kept = new Map<string, Kept>();
  let underWay = 0;
  let keptSamples = 0;

  return {
    modules,
    counts,
    async probe(module, subject, within) {
      const limit = Math.min(module.timeout ?? within, within);
      const view = await viewOf(module, subject, limit);
      counts.ended(module.name, view.success ? 'success' : 'failure');
      const own = probeFamilies({ success: view.success, seconds: view.seconds, within: limit });
      return withoutClashes([...own, ...(view.served?.result.families ?? [])]);
    },
    async explain(module, subject, within) {
      takePlace(module);
      try {
        const collector = createCollector(
          { ...module, metrics: undefined },
          contextOf(() => {}),
        );
        const limit = Math.min(module.timeout ?? within, within);
        return await explain(collector, limit, semaphore, subject);
      } finally {
        underWay -= 1;
      }
    },
  };

  async function viewOf(module: ModuleOptions, subject: Subject, limit: number): Promise<View> {
    const entry = entryOf(module, subject);
    const { collector } = entry;
    const fresh = viewOfKept(collector, clock.monotonic());
    if (fresh !== undefined) return fresh;
    if (!entry.isUnderWay) {
      takePlace(module);
      entry.isUnderWay = true;
    }
    const outcome = await outcomeWithin(collector, subject, limit);
    return viewOfOutcome(collector, outcome, clock.monotonic());
  }

  async function outcomeWithin(
    collector: Collector,
    subject: Subject,
    limit: number,
  ): Promise<Outcome> {
    const started = clock.monotonic();
    const deadline = deadlineAfter(limit, () => timedOut(limit));
    try {
      return await beforeAbort(collector.collect(limit, subject), deadline.signal);
    } catch (error) {
      const seconds = (clock.monotonic() - started) / 1000;
      const startedAt = clock.now() - seconds * 1000;
      return { ok: false, startedAt, started, seconds, error: toCollectionError(error) };
    } finally {
      deadline.clear();
    }
  }

  function takePlace({ name }: ModuleOptions): void {
    if (underWay >= concurrency) {
      counts.ended(name, 'busy');
      throw new TooManyProbes(
        `${concurrency} probes are under way, as many as server.limits.probes allows: try again later`,
      );
    }
    underWay += 1;
  }

  function entryOf(module: ModuleOptions, subject: Subject): Kept {
    const key = `${module.name} ${subjectKey(subject)}`;
    const entry = kept.get(key) ?? createEntry(module, subject, key);
    kept.delete(key);
    kept.set(key, entry);
    dropOldest();
    return entry;
  }

  function createEntry(module: ModuleOptions, subject: Subject, key: string): Kept {
    const entry: Kept = {
      collector: createCollector(
        { ...module, metrics: undefined },
        contextOf((collector, outcome) => {
          underWay -= 1;
          entry.isUnderWay = false;
          log(module.name, subject, outcome);
          const isOfUse = module.schedule.when === 'cache' || collector.pause > 0;
          // Only drop this entry, not a later one with the same key.
          if (!isOfUse && kept.get(key) === entry) drop(key, entry);
          else note(key, entry);
        }),
      ),
      isUnderWay: false,
      samples: 0,
    };
    return entry;
  }

  function contextOf(onOutcome: (collector: Collector, outcome: Outcome) => void) {
    return { semaphore, clock, maxRetryAfter: () => maxRetryAfter, onOutcome };
  }

  function note(key: string, entry: Kept): void {
    if (kept.get(key) !== entry) return;
    const { lastSuccess } = entry.collector.history;
    const samples = lastSuccess === undefined ? 0 : countSamples(lastSuccess.result);
    keptSamples += samples - entry.samples;
    entry.samples = samples;
    dropOldest();
  }

  function dropOldest(): void {
    for (const [key, entry] of kept) {
      if (kept.size <= maxKept && keptSamples <= maxKeptSamples) return;
      // Running probes are not dropped, because other requests may share them.
      if (!entry.isUnderWay) drop(key, entry);
    }
  }

  function drop(key: string, entry: Kept): void {
    kept.delete(key);
    keptSamples -= entry.samples;
    entry.samples = 0;
  }
}
