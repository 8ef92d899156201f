import { createHash } from 'node:crypto';

/** When a collector collects. Times are milliseconds. */
export type Schedule = OnScrape | OnScrapeWithCache | InBackground;

export interface OnScrape {
  readonly when: 'scrape';
}

interface OnScrapeWithCache {
  readonly when: 'cache';
  /** A result that is younger is served again. */
  readonly ttl: number;
  /** How old a result may be that is served in place of a failure; 0: none. */
  readonly staleIfError: number;
}

export interface InBackground {
  readonly when: 'interval';
  readonly every: number;
  /** How long after its beginning a result is served. */
  readonly staleAfter: number;
}

/** Milliseconds of a collection that has no timeout of its own and outlives the scrape. */
export const defaultTimeout = 60_000;

export const onScrape: OnScrape = { when: 'scrape' };

/** What is known when the next collection in the background is planned. */
export interface Planning {
  readonly name: string;
  readonly every: number;
  /** Milliseconds since the first collection began. */
  readonly elapsed: number;
  /** Failures since the last success. */
  readonly failures: number;
  /** Milliseconds for which the upstream wants no request. */
  readonly retryAfter: number;
}

const longestBackOff = 15 * 60_000;

/**
 * Milliseconds until the next collection. Collectors of the same interval are spread over it by a
 * hash of their names, so a collector keeps its place from one start to the next. One that fails
 * waits twice as long each time, up to 15 minutes.
 */
export function nextDelay({ name, every, elapsed, failures, retryAfter }: Planning): number {
  const phase = Math.floor(share(name) * every);
  const untilPhase = every - modulo(elapsed - phase, every);
  // The first collection is not on the grid; the second one should not follow immediately.
  const regular = untilPhase < every / 2 ? untilPhase + every : untilPhase;
  const backOff =
    failures === 0 ? 0 : Math.min(every * 2 ** (failures - 1), Math.max(every, longestBackOff));
  return Math.max(regular, backOff, retryAfter);
}

/** A number from 0 to below 1 that depends on the name only. */
function share(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}
