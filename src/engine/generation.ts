import type { Exporter } from './exporter.ts';

/**
 * What one version of the configuration makes, as one value: a reload puts another in its place. A request takes the
 * generation once and keeps it to its end. What outlives a generation (the server, its counters, connections, the
 * process' own metrics) is not part of it.
 */
export interface Generation {
  readonly exporter: Exporter;
  readonly times: ScrapeTimes;
  readonly locate: Locate;
  /** The configuration in force as YAML, without secrets. */
  readonly printConfig: () => string;
  /** A text without the secrets of the configuration, for messages that others made. */
  readonly scrub: (text: string) => string;
}

export interface ScrapeTimes {
  /** Milliseconds for a scraper that sends no timeout. */
  readonly timeout: number;
  /** Milliseconds kept back for making the response and sending it. */
  readonly timeoutOffset: number;
  /** Milliseconds that a scrape may take at most, whatever timeout the scraper sends. */
  readonly maxTimeout: number;
}

/**
 * Where the configuration has the deepest part of a path that it has: `polyprom.yaml:12:7`. Undefined when it has
 * nothing of the path, or there is no file.
 */
export type Locate = (path: readonly PropertyKey[]) => string | undefined;
