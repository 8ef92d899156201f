import { escapeControls } from '../message/control-characters.ts';
import { countSamples, type Collector } from '../engine/collector.ts';
import type { CollectorHistory, Failure } from '../engine/history.ts';
import type { ConfigurationState } from '../engine/configuration-state.ts';
import type { BuildInfo } from '../engine/build-info.ts';

/** The response of `/api/status` and the content of the status page. Times are in ISO 8601. */
export interface Status {
  readonly version: string;
  readonly revision: string;
  readonly nodeVersion: string;
  readonly startedAt: string;
  readonly ready: boolean;
  readonly configuration: ConfigurationStatus;
  readonly collectors: readonly CollectorStatus[];
}

export interface ConfigurationStatus {
  /** Null for the built-in demo. */
  readonly file: string | null;
  /** Of the configuration in force. */
  readonly readAt: string;
  /** Null unless the current version of the file was rejected. */
  readonly refused: { readonly at: string; readonly problems: readonly string[] } | null;
  /** Settings of the file that take effect only after a restart. */
  readonly restartNeeded: readonly string[];
}

export interface CollectorStatus {
  readonly name: string;
  /** Of the last collection; null before the first. */
  readonly success: boolean | null;
  readonly lastCollection: string | null;
  readonly lastSuccess: string | null;
  /** Of a collector with an interval, unless it is collecting now. */
  readonly nextCollection: string | null;
  readonly failingSince: string | null;
  /** Remaining seconds without requests because the upstream sent `Retry-After`; 0: no pause. */
  readonly pauseSeconds: number;
  readonly durationSeconds: number | null;
  readonly samples: number | null;
  /** Of the last success. */
  readonly metrics: readonly MetricStatus[];
  /** Newest first; kept after a recovery. */
  readonly failures: readonly FailureStatus[];
}

export interface MetricStatus {
  readonly name: string;
  readonly samples: number;
  readonly skips: readonly SkipStatus[];
}

interface SkipStatus {
  readonly reason: string;
  readonly count: number;
  readonly firstPath: string;
  readonly firstFound: string;
}

interface FailureStatus {
  readonly at: string;
  readonly durationSeconds: number;
  readonly reason: string;
  readonly message: string;
}

export interface StatusSources {
  readonly build: BuildInfo;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly isReady: () => boolean;
  readonly configuration: ConfigurationState;
  readonly collectors: readonly Collector[];
  /** Hides secrets in external text. */
  readonly scrub: (text: string) => string;
}

/** The current state of the exporter, without secrets and control characters. */
export function statusOf({
  build,
  startedAt,
  isReady,
  configuration,
  collectors,
  scrub,
}: StatusSources): Status {
  const shown = (text: string) => escapeControls(scrub(text));
  return {
    version: build.version,
    revision: build.revision,
    nodeVersion: build.nodeVersion,
    startedAt: iso(startedAt),
    ready: isReady(),
    configuration: configurationStatus(configuration, shown),
    collectors: collectors.map((collector) => collectorStatus(collector, shown)),
  };
}

function configurationStatus(
  { file, readAt, refused, restartNeeded }: ConfigurationState,
  shown: (text: string) => string,
): ConfigurationStatus {
  return {
    file: file === undefined ? null : shown(file),
    readAt: iso(readAt),
    refused:
      refused === undefined ? null : { at: iso(refused.at), problems: refused.problems.map(shown) },
    restartNeeded: restartNeeded.map(shown),
  };
}

function collectorStatus(
  { name, history, nextAt, pause }: Collector,
  shown: (text: string) => string,
): CollectorStatus {
  const { last, lastSuccess, failingSince, failures } = history;
  return {
    name,
    success: last?.ok ?? null,
    lastCollection: isoOrNull(last?.startedAt),
    lastSuccess: isoOrNull(lastSuccess?.startedAt),
    nextCollection: isoOrNull(nextAt),
    failingSince: isoOrNull(failingSince),
    pauseSeconds: Math.ceil(pause / 1000),
    durationSeconds: last?.seconds ?? null,
    samples: last === undefined ? null : last.ok ? countSamples(last.result) : 0,
    metrics: lastSuccess === undefined ? [] : metricStatuses(lastSuccess.result, shown),
    failures: failures.map((failure) => failureStatus(failure, shown)),
  };
}

function metricStatuses(
  { samples, skips }: NonNullable<CollectorHistory['lastSuccess']>['result'],
  shown: (text: string) => string,
): readonly MetricStatus[] {
  return [...samples].map(([name, count]) => ({
    name: shown(name),
    samples: count,
    skips: skips
      .filter(({ metric }) => metric === name)
      .map(({ reason, count: skipped, path, found }) => ({
        reason,
        count: skipped,
        firstPath: shown(path),
        firstFound: shown(found),
      })),
  }));
}

function failureStatus(
  { startedAt, seconds, error }: Failure,
  shown: (text: string) => string,
): FailureStatus {
  return {
    at: iso(startedAt),
    durationSeconds: seconds,
    reason: error.reason,
    message: shown(error.message),
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function isoOrNull(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : iso(milliseconds);
}
