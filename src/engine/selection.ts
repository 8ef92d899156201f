import { isSampleOf } from '../metric/sample-names.ts';
import type { Collector } from './collector.ts';

/** The `collect[]` and `name[]` parameters of a scrape; empty means everything. */
export interface Selection {
  readonly collectors: readonly string[];
  readonly metrics: readonly string[];
}

/** The scrape requests a collector that is not configured. */
export class UnknownCollectorError extends Error {
  override readonly name = 'UnknownCollectorError';
}

export const everything: Selection = { collectors: [], metrics: [] };

/**
 * Whether the scrape needs this collector. `name[]` is matched against the configured names. The exporter's own metrics
 * cover all collectors, so a scrape for one of them needs all collectors.
 */
export function selects({ collectors, metrics }: Selection, collector: Collector): boolean {
  if (collectors.length > 0 && !collectors.includes(collector.name)) return false;
  if (metrics.length === 0 || collector.metrics === undefined) return true;
  if (metrics.some((name) => name.startsWith('polyprom_'))) return true;
  return collector.metrics.some((name) => selectsFamily({ collectors, metrics }, name));
}

/** Whether the exposition includes the family: `name[]` accepts its name or the name of its samples. */
export function selectsFamily({ metrics }: Selection, family: string): boolean {
  return metrics.length === 0 || metrics.some((name) => isSampleOf(name, family));
}
