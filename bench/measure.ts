import { summarize, type Summary } from './statistics.ts';

/** What is measured of one scrape. */
export interface Scrape {
  /** Done before each scrape, outside of the clock. */
  readonly prepare: () => void;
  /** @returns the bytes of the page */
  readonly scrape: () => number | Promise<number>;
}

export interface Measured extends Summary {
  readonly bytes: number;
  readonly count: number;
}

const fewest = 5;

/**
 * The CPU milliseconds of each scrape, by all threads of this process, one scrape after the other for
 * `budget` milliseconds after a third of that to warm up. On a core of its own that is the time it
 * takes; on a shared one it does not count what others take.
 */
export async function measureScrapes(
  budget: number,
  { prepare, scrape }: Scrape,
): Promise<Measured> {
  const warmUntil = performance.now() + budget / 3;
  let bytes = 0;
  do {
    prepare();
    bytes = await scrape();
  } while (performance.now() < warmUntil);

  const times: number[] = [];
  const until = performance.now() + budget;
  while (performance.now() < until || times.length < fewest) {
    prepare();
    const before = process.cpuUsage();
    bytes = await scrape();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return { ...summarize(times), bytes, count: times.length };
}
