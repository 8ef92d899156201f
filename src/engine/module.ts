import type { Schedule } from './schedule.ts';
import type { Source } from './source.ts';

/** What probes of one kind are: a collector whose target and parameters each request names. */
export interface ModuleOptions {
  readonly name: string;
  readonly source: Source;
  readonly schedule: Schedule;
  /** Milliseconds of one probe; undefined: what the scrape has left. */
  readonly timeout: number | undefined;
  readonly expectedSamples: number;
  readonly admission: Admission;
  readonly targets: readonly KnownTarget[];
}

/** A target of the configuration, for discovery. */
export interface KnownTarget {
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Decides what a request may ask of a module, before anything is sent. */
export interface Admission {
  /** Undefined when the target may be probed. */
  targetFault(target: string): TargetFault | undefined;
  /** The names of the parameters. */
  readonly params: readonly string[];
  /**
   * The parameters of a probe, with defaults for those that are not given.
   *
   * @returns what is wrong with them as a string
   */
  readParams(given: ReadonlyMap<string, string>): Readonly<Record<string, string>> | string;
}

export interface TargetFault {
  /** `invalid`: not a target at all; `refused`: one that is not allowed. */
  readonly kind: 'invalid' | 'refused';
  readonly message: string;
}
