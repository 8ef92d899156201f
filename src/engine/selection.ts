import { isSampleOf } from '../metric/sample-names.ts';
import type { Collector } from './collector.ts';

/** What a scrape asks for by `collect[]` and `name[]`; empty means everything. */
export interface Selection {
  readonly collectors: readonly string[];
  readonly metrics: readonly string[];
}

/** The scrape names a collector that is not configured. */
export class UnknownCollectorError extends Error {
  override readonly name = 'UnknownCollectorError';
}

export const everything: Selection = { collectors: [], metrics: [] };

/**
 * Whether the scrape needs this collector. `name[]` chooses by what is configured; the exporter's own
 * metrics are about all collectors, so a scrape for one of them needs all.
 */
export function selects({ collectors, metrics }: Selection, collector: Collector): boolean {
  if (collectors.length > 0 && !collectors.includes(collector.name)) return false;
  if (metrics.length === 0 || collector.metrics === undefined) return true;
  if (metrics.some((name) => name.startsWith('polyprom_'))) return true;
  return collector.metrics.some((name) => selectsFamily({ collectors, metrics }, name));
}

/** Whether the page shall hold the family: `name[]` takes its name, or the name of its samples. */
export function selectsFamily({ metrics }: Selection, family: string): boolean {
  return metrics.length === 0 || metrics.some((name) => isSampleOf(name, family));
}
