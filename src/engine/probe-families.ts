import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';

/** The result of a probe, as a label value of `polyprom_probes_total`. */
export const probeResults = ['success', 'failure', 'refused', 'busy'] as const;
export type ProbeResult = (typeof probeResults)[number];

/** The families of a probe in addition to those of its module. */
export const ownProbeFamilies = [
  'probe_success',
  'probe_duration_seconds',
  'probe_timeout_seconds',
] as const;

/** The result of one probe, its duration in seconds, and its timeout `within` in milliseconds. */
export interface ProbeTimes {
  readonly success: boolean;
  readonly seconds: number;
  readonly within: number;
}

export function probeFamilies({ success, seconds, within }: ProbeTimes): readonly MetricFamily[] {
  const rows = [
    createRows('probe_success', 'Whether the probe succeeded.', 'gauge'),
    createRows('probe_duration_seconds', 'How long the probe took.', 'gauge'),
    createRows('probe_timeout_seconds', 'Timeout of the probe.', 'gauge'),
  ] as const;
  rows[0].add(success ? 1 : 0);
  rows[1].add(seconds);
  rows[2].add(within / 1000);
  return rows.map((each) => each.family());
}

/**
 * Probe counters per configured module, starting at zero. There is no label for the target, to limit the number of
 * series.
 */
export interface ProbeCounts {
  ended(module: string, result: ProbeResult): void;
  /** Counts a target that was allowed only because its module reports violations without refusing them. */
  reported(module: string): void;
  families(): readonly MetricFamily[];
}

export function createProbeCounts(modules: readonly string[]): ProbeCounts {
  const counts = new Map(
    modules.map((module) => [module, new Map(probeResults.map((result) => [result, 0]))]),
  );
  const reports = new Map(modules.map((module) => [module, 0]));
  return {
    ended(module, result) {
      const results = counts.get(module);
      results?.set(result, (results.get(result) ?? 0) + 1);
    },
    reported: (module) => reports.set(module, (reports.get(module) ?? 0) + 1),
    families() {
      const probes = createRows('polyprom_probes_total', 'Probes, by result.', 'counter', [
        'module',
        'result',
      ]);
      const reported = createRows(
        'polyprom_probe_targets_reported_total',
        'Requests to targets that are not allowed and were made because targetPolicy is report.',
        'counter',
        ['module'],
      );
      for (const [module, results] of counts) {
        for (const [result, count] of results) probes.add(count, module, result);
        reported.add(reports.get(module) ?? 0, module);
      }
      return [probes.family(), reported.family()];
    },
  };
}
