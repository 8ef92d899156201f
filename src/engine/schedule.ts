import { createHash } from 'node:crypto';

/** When a collector runs. Times are in milliseconds. */
export type Schedule = OnScrape | OnScrapeWithCache | InBackground;

export interface OnScrape {
  readonly when: 'scrape';
}

interface OnScrapeWithCache {
  readonly when: 'cache';
  /** A younger result is served again. */
  readonly ttl: number;
  /** Maximum age of a result that is served instead of a failure; 0: none. */
  readonly staleIfError: number;
}

export interface InBackground {
  readonly when: 'interval';
  readonly every: number;
  /** How long a result is served, from the start of its collection. */
  readonly staleAfter: number;
}

/** Timeout, in milliseconds, of a collection that has none of its own and outlives the scrape. */
export const defaultTimeout = 60_000;

export const onScrape: OnScrape = { when: 'scrape' };

/** The state when the next background collection is planned. */
export interface Planning {
  readonly name: string;
  readonly every: number;
  /** Milliseconds since the start of the first collection. */
  readonly elapsed: number;
  /** Failures since the last success. */
  readonly failures: number;
  /** Milliseconds until the upstream accepts requests again (`Retry-After`). */
  readonly retryAfter: number;
}

const longestBackOff = 15 * 60_000;

/**
 * Milliseconds until the next collection. Collectors with the same interval are spread over it by a hash of their
 * names, so a collector keeps its offset across restarts. The delay doubles with each failure, up to 15 minutes.
 */
export function nextDelay({ name, every, elapsed, failures, retryAfter }: Planning): number {
  const phase = Math.floor(share(name) * every);
  const untilPhase = every - modulo(elapsed - phase, every);
  // The first collection is not aligned to the grid; the second one should not follow immediately.
  const regular = untilPhase < every / 2 ? untilPhase + every : untilPhase;
  const backOff =
    failures === 0 ? 0 : Math.min(every * 2 ** (failures - 1), Math.max(every, longestBackOff));
  return Math.max(regular, backOff, retryAfter);
}

/** A number from 0 to less than 1 that depends only on the name. */
function share(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}
