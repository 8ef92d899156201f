import type { Schedule } from './schedule.ts';
import type { Source } from './source.ts';

/** The settings of a module: a collector whose target and parameters are given in each request. */
export interface ModuleOptions {
  readonly name: string;
  readonly source: Source;
  readonly schedule: Schedule;
  /** Timeout of one probe in milliseconds; undefined: the remaining time of the scrape. */
  readonly timeout: number | undefined;
  readonly expectedSamples: number;
  readonly admission: Admission;
  readonly targets: readonly KnownTarget[];
}

/** A target in the configuration, for discovery. */
export interface KnownTarget {
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Checks the target and parameters of a probe before any request is sent. */
export interface Admission {
  /** Undefined if the target may be probed. */
  targetFault(target: string): TargetFault | undefined;
  /** The names of the parameters. */
  readonly params: readonly string[];
  /**
   * The parameters of a probe, with defaults for missing ones.
   *
   * @returns the problem, as a string, if they are invalid
   */
  readParams(given: ReadonlyMap<string, string>): Readonly<Record<string, string>> | string;
}

export interface TargetFault {
  /** `invalid`: not a valid target; `refused`: a target that is not allowed. */
  readonly kind: 'invalid' | 'refused';
  readonly message: string;
}
