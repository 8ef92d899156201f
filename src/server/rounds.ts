import type { Selection } from '../engine/selection.ts';
import type { Turns } from '../engine/turns.ts';
import type { MetricFamily } from '../metric/family.ts';

/** The parameters of a scrape. */
export interface Ask {
  readonly selection: Selection;
  /** Timeout in milliseconds. */
  readonly within: number;
}

/**
 * Scrapes with the same parameters that arrive before one of them has begun share its results: the same objects, so
 * that the page is rendered once. A scrape does not join one that has begun, as the results may be older than itself.
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
