import { skipReasons } from '../extract/extraction.ts';
import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';
import type { Collector, Outcome } from './collector.ts';
import { failureReasons } from './source.ts';

/** A collector and what this scrape has of it. */
export interface Seen {
  readonly collector: Collector;
  readonly outcome: Outcome;
}

/** The exporter's own families about its collectors. Counters stand at zero before their first event. */
export function collectorFamilies(seen: readonly Seen[]): readonly MetricFamily[] {
  const success = createRows(
    'polyprom_collector_success',
    'Whether the collector has given its metrics to this scrape.',
    'gauge',
    ['collector'],
  );
  const duration = createRows(
    'polyprom_collector_duration_seconds',
    'How long the collection took that this scrape shows.',
    'gauge',
    ['collector'],
  );
  const lastSuccess = createRows(
    'polyprom_collector_last_success_timestamp_seconds',
    'When the last collection began that succeeded.',
    'gauge',
    ['collector'],
  );
  const samples = createRows(
    'polyprom_collector_samples',
    'Samples of the collection that this scrape shows.',
    'gauge',
    ['collector'],
  );
  const errors = createRows(
    'polyprom_collector_errors_total',
    'Collections that failed, by reason.',
    'counter',
    ['collector', 'reason'],
  );
  const ruleSamples = createRows(
    'polyprom_rule_samples',
    'Samples that the rules of a metric made in the collection that this scrape shows.',
    'gauge',
    ['collector', 'metric'],
  );
  const skipped = createRows(
    'polyprom_samples_skipped_total',
    'Samples that were left out, by reason.',
    'counter',
    ['collector', 'reason'],
  );

  for (const { collector, outcome } of seen) {
    const { name, history } = collector;
    success.add(outcome.ok ? 1 : 0, name);
    duration.add(outcome.seconds, name);
    if (history.lastSuccess !== undefined) {
      lastSuccess.add(history.lastSuccess.startedAt / 1000, name);
    }
    samples.add(sampleCount(outcome), name);
    for (const reason of failureReasons) errors.add(history.errors.get(reason) ?? 0, name, reason);
    for (const reason of skipReasons) skipped.add(history.skipped.get(reason) ?? 0, name, reason);
    if (!outcome.ok) continue;
    for (const [metric, count] of outcome.result.samples) ruleSamples.add(count, name, metric);
  }
  return [success, duration, lastSuccess, samples, errors, ruleSamples, skipped].map((rows) =>
    rows.family(),
  );
}

/** Samples of a collection; none for one that failed. */
export function sampleCount(outcome: Outcome): number {
  if (!outcome.ok) return 0;
  return outcome.result.families.reduce((sum, family) => sum + family.values.length, 0);
}
