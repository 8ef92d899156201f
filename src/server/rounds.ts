import type { Selection } from '../engine/selection.ts';
import type { Turns } from '../engine/turns.ts';
import type { MetricFamily } from '../metric/family.ts';

/** What a scrape asks for. */
export interface Ask {
  readonly selection: Selection;
  /** Milliseconds that it may take. */
  readonly within: number;
}

/**
 * Lets scrapes that ask for the same, and that come before one of them has begun, share what it gets: the same objects,
 * of which a page is made once. One that has begun is not joined, as its results may be older than the scrape.
 */
export function createRounds(
  begin: (ask: Ask) => Promise<readonly MetricFamily[]>,
  turns: Turns,
): (ask: Ask) => Promise<readonly MetricFamily[]> {
  const waiting = new Map<string, Promise<readonly MetricFamily[]>>();

  return (ask) => {
    const key = JSON.stringify([ask.selection.collectors, ask.selection.metrics, ask.within]);
    const round = waiting.get(key) ?? start(key, ask);
    waiting.set(key, round);
    return round;
  };

  async function start(key: string, ask: Ask): Promise<readonly MetricFamily[]> {
    await turns.next();
    waiting.delete(key);
    return begin(ask);
  }
}
