import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';
import { countSamples } from './collector.ts';
import { failureReasons } from './source.ts';
import type { View } from './view.ts';

/**
 * The exporter's own families about its collectors. Error counters start at zero because alerts need their increase; a
 * reason for skips appears with its first skip.
 *
 * @param now monotonic milliseconds
 */
export function collectorFamilies(views: readonly View[], now: number): readonly MetricFamily[] {
  const success = createRows(
    'polyprom_collector_success',
    'Whether the last collection succeeded.',
    'gauge',
    ['collector'],
  );
  const duration = createRows(
    'polyprom_collector_duration_seconds',
    'How long the last collection took.',
    'gauge',
    ['collector'],
  );
  const lastSuccess = createRows(
    'polyprom_collector_last_success_timestamp_seconds',
    'Start of the last successful collection.',
    'gauge',
    ['collector'],
  );
  const samples = createRows(
    'polyprom_collector_samples',
    'Samples of the collection that is served.',
    'gauge',
    ['collector'],
  );
  const age = createRows(
    'polyprom_collector_result_age_seconds',
    'Time since the start of the collection that is served.',
    'gauge',
    ['collector'],
  );
  const stale = createRows(
    'polyprom_collector_stale',
    'Whether an older result is served because the last collection failed.',
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
    'Samples that the rules of a metric made in the collection that is served.',
    'gauge',
    ['collector', 'metric'],
  );
  const skipped = createRows(
    'polyprom_samples_skipped_total',
    'Samples that were left out, by reason.',
    'counter',
    ['collector', 'reason'],
  );
  const paused = createRows(
    'polyprom_collector_retry_after_seconds',
    'Time until the next request is allowed, after a response with Retry-After.',
    'gauge',
    ['collector'],
  );

  for (const { collector, success: ok, seconds, served, stale: isStale } of views) {
    const { name, history } = collector;
    success.add(ok ? 1 : 0, name);
    duration.add(seconds, name);
    stale.add(isStale ? 1 : 0, name);
    if (history.lastSuccess !== undefined) {
      lastSuccess.add(history.lastSuccess.startedAt / 1000, name);
    }
    samples.add(served === undefined ? 0 : countSamples(served.result), name);
    for (const reason of failureReasons) errors.add(history.errors.get(reason) ?? 0, name, reason);
    for (const [reason, count] of history.skipped) skipped.add(count, name, reason);
    if (collector.pause > 0) paused.add(collector.pause / 1000, name);
    if (served === undefined) continue;
    age.add((now - served.started) / 1000, name);
    for (const [metric, count] of served.result.samples) ruleSamples.add(count, name, metric);
  }
  return [
    success,
    duration,
    lastSuccess,
    samples,
    age,
    stale,
    errors,
    ruleSamples,
    skipped,
    paused,
  ].map((rows) => rows.family());
}
