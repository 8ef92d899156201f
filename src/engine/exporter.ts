import type { MetricFamily } from '../metric/family.ts';
import { systemClock, type Clock } from './clock.ts';
import {
  createCollector,
  type Collector,
  type CollectorOptions,
  type Outcome,
} from './collector.ts';
import { collectorFamilies, type Seen } from './collector-families.ts';
import { createOutcomeLog } from './outcome-log.ts';
import type { Logger } from './log.ts';
import { selects, selectsFamily, type Selection } from './selection.ts';
import { createSlots } from './slots.ts';
import { CollectionError } from './source.ts';

export interface Exporter {
  readonly collectors: readonly Collector[];
  /**
   * The families of the selected collectors, and the exporter's own about them. A collector that
   * fails, or is not done within the time, is told by the own families and costs its own only.
   *
   * @param within milliseconds that the scrape may take
   * @throws UnknownCollectorError for a name in `selection.collectors` that is not configured
   */
  scrape(selection: Selection, within: number): Promise<readonly MetricFamily[]>;
  /** One collection of one collector, as a scrape does it. */
  collect(collector: Collector, within: number): Promise<Outcome>;
}

export interface ExporterOptions {
  readonly collectors: readonly CollectorOptions[];
  /** Collections under way at once. */
  readonly concurrency: number;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** The scrape names a collector that is not configured. */
export class UnknownCollectorError extends Error {
  override readonly name = 'UnknownCollectorError';
}

export function createExporter({
  collectors: options,
  concurrency,
  logger,
  clock = systemClock,
}: ExporterOptions): Exporter {
  const slots = createSlots(concurrency);
  const log = createOutcomeLog(logger, clock);
  const collectors = options.map((each) => createCollector(each, slots, clock, log));
  const names = new Set(collectors.map(({ name }) => name));

  return { collectors, scrape, collect: (collector, within) => collector.collect(within) };

  async function scrape(selection: Selection, within: number): Promise<readonly MetricFamily[]> {
    for (const name of selection.collectors) {
      if (!names.has(name)) throw new UnknownCollectorError(`there is no collector ${name}`);
    }
    const chosen = collectors.filter((collector) => selects(selection, collector));
    const seen = await see(chosen, within);
    const families = seen.flatMap(({ outcome }) => (outcome.ok ? outcome.result.families : []));
    return [...families, ...collectorFamilies(seen)].filter(({ name }) =>
      selectsFamily(selection, name),
    );
  }

  /** What each collector has by the time that this scrape has to answer. */
  async function see(chosen: readonly Collector[], within: number): Promise<readonly Seen[]> {
    const startedAt = clock.now();
    // Who hung the last time starts last, so that it does not hold a slot that another one needs.
    // Started here, shared below.
    for (const collector of chosen.toSorted((a, b) => Number(a.late) - Number(b.late))) {
      void collector.collect(within);
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve(lateOutcome(startedAt, within)), within + graceMs);
    });
    const seen = await Promise.all(
      chosen.map(async (collector) => ({
        collector,
        outcome: await Promise.race([collector.collect(within), late]),
      })),
    );
    clearTimeout(timer);
    return seen;
  }
}

/** A collection that ends with the scrape's own time is waited for, so that it tells its own reason. */
const graceMs = 10;

function lateOutcome(startedAt: number, within: number): Outcome {
  const seconds = within / 1000;
  const error = new CollectionError('timeout', `still collecting when ${seconds} s were over`);
  return { ok: false, startedAt, seconds, error };
}
