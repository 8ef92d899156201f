import type { Shell } from './command.ts';
import type { Prometheus, Target } from './prometheus.ts';
import type { Releases } from './releases.ts';
import type { Report } from './report.ts';

/** What every scenario is given. */
export interface World {
  /** Different in each run: a part of every name, so that Prometheus has not seen it. */
  readonly id: string;
  readonly shell: Shell;
  readonly prometheus: Prometheus;
  readonly releases: Releases;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** Checks that depend on each other; the first that fails ends it. */
export interface Scenario {
  readonly title: string;
  run(world: World): Promise<void>;
}

/** The targets that Prometheus has of one Service. */
export async function targetsOf(
  { prometheus, releases }: World,
  service: string,
): Promise<readonly Target[]> {
  const targets = await prometheus.targets();
  return targets.filter(
    ({ labels }) => labels['namespace'] === releases.namespace && labels['service'] === service,
  );
}

/** The labels that select all series of one Service, to be put between braces. */
export function labelsOf({ releases }: World, service: string): string {
  return `namespace="${releases.namespace}",service="${service}"`;
}

/** One line that says what targets there are. */
export function describeTargets(targets: readonly Target[]): string {
  if (targets.length === 0) return 'no target';
  return targets
    .map(({ scrapePool, scrapeUrl, scrapeInterval, health, lastError }) =>
      [scrapePool, scrapeUrl, `every ${scrapeInterval}`, health, lastError]
        .filter(Boolean)
        .join(' '),
    )
    .join('; ');
}

/** A number of seconds, for people. */
export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
