import { withoutClashes } from '../metric/clash.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { Clock } from './clock.ts';
import type { Collector } from './collector.ts';
import { collectorFamilies } from './collector-families.ts';
import { timerDelay } from './deadline.ts';
import type { Failure, Outcome } from './history.ts';
import { selects, selectsFamily, UnknownCollectorError, type Selection } from './selection.ts';
import { CollectionError } from './source.ts';
import type { Turns } from './turns.ts';
import { viewOfKept, viewOfOutcome, type View } from './view.ts';

/**
 * Returns the families of the selected collectors and the exporter's own families about them.
 *
 * @param within milliseconds that the scrape may take
 * @throws UnknownCollectorError for a name in `selection.collectors` that is not configured
 */
export type Scrape = (selection: Selection, within: number) => Promise<readonly MetricFamily[]>;

/** Shared by all scrapes of an engine. */
interface ScrapeContext {
  readonly clock: Clock;
  readonly turns: Turns;
  /** Families about shared resources. */
  readonly sharedFamilies: () => readonly MetricFamily[];
}

export function createScrape(
  collectors: readonly Collector[],
  { clock, turns, sharedFamilies }: ScrapeContext,
): Scrape {
  const names = new Set(collectors.map(({ name }) => name));
  return scrape;

  async function scrape(selection: Selection, within: number): Promise<readonly MetricFamily[]> {
    for (const name of selection.collectors) {
      if (!names.has(name)) throw new UnknownCollectorError(`there is no collector ${name}`);
    }
    const chosen = collectors.filter((collector) => selects(selection, collector));
    const views = await viewAll(chosen, within);
    // Scrapes that wait for the same collection become ready at the same time.
    await turns.next();
    const families = views.flatMap(({ served }) => served?.result.families ?? []);
    const own = [...collectorFamilies(views, clock.monotonic()), ...sharedFamilies()];
    const all = withoutClashes([...families, ...own]);
    return all.filter(({ name }) => selectsFamily(selection, name));
  }

  /** The result of each collector at the deadline of this scrape. */
  async function viewAll(chosen: readonly Collector[], within: number): Promise<readonly View[]> {
    const now = clock.monotonic();
    const kept = new Map(chosen.map((collector) => [collector, viewOfKept(collector, now)]));
    const outcomes = new Map<Collector, Promise<Outcome>>();
    for (const collector of chosen.toSorted(byTurn)) {
      if (kept.get(collector) === undefined) outcomes.set(collector, collector.collect(within));
    }
    const late = after(within, () => lateFailure(clock, now, within));
    const views = await Promise.all(
      chosen.map(async (collector) => {
        const view = kept.get(collector);
        if (view !== undefined) return view;
        const waiting = outcomes.get(collector) ?? collector.collect(within);
        const outcome = await Promise.race([waiting, late.done]);
        return viewOfOutcome(collector, outcome, clock.monotonic());
      }),
    );
    late.clear();
    return views;
  }
}

/** Collectors that timed out the last time start last; otherwise the one that has waited longest is first. */
function byTurn(a: Collector, b: Collector): number {
  return Number(a.late) - Number(b.late) || a.lastHeld - b.lastHeld;
}

function lateFailure(clock: Clock, started: number, within: number): Failure {
  const seconds = within / 1000;
  const error = new CollectionError('timeout', `still collecting after ${seconds} s`);
  return { ok: false, startedAt: clock.now() - within, started, seconds, error };
}

/**
 * Resolves to a value one turn of the event loop after the timeout. A collection whose own deadline is at the same
 * moment can then report its own reason first.
 */
export function after<T>(ms: number, value: () => T): { readonly done: Promise<T>; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  const done = new Promise<T>((resolve) => {
    timer = setTimeout(() => setImmediate(() => resolve(value())), timerDelay(ms));
  });
  return { done, clear: () => clearTimeout(timer) };
}
