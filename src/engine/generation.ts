import type { Exporter } from './exporter.ts';
import type { Prober } from './prober.ts';

/**
 * Everything that one version of the configuration creates, as one value; a reload replaces it. A request uses the same
 * generation from start to end. What outlives a generation (the server, its counters, connections, the process' own
 * metrics) is not part of it.
 */
export interface Generation {
  readonly exporter: Exporter;
  readonly prober: Prober;
  readonly times: ScrapeTimes;
  readonly locate: Locate;
  /** The configuration in force as YAML, without secrets. */
  readonly printConfig: () => string;
  /** Removes the secrets of the configuration from a text, for messages from other sources. */
  readonly scrub: (text: string) => string;
}

export interface ScrapeTimes {
  /** Timeout in milliseconds if the scraper sends none. */
  readonly timeout: number;
  /** Safety margin in milliseconds for rendering and sending the response. */
  readonly timeoutOffset: number;
  /** Maximum timeout of a scrape in milliseconds, whatever the scraper sends. */
  readonly maxTimeout: number;
}

/**
 * The position of a path in the configuration, or of the deepest part of it that exists: `polyprom.yaml:12:7`.
 * Undefined if no part of it exists or there is no file.
 */
export type Locate = (path: readonly PropertyKey[]) => string | undefined;
