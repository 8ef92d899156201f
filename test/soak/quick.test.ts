import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { soakReloads } from './reload.ts';
import { verdictOf } from './verdict.ts';

it(
  'thirty reloads lose no scrape and leave nothing behind',
  { timeout: 120_000, retry: 1 },
  async () => {
    const figures = await soakReloads({
      main: fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
      reloads: 30,
      warmUp: 9,
      scrapers: 1,
    });
    // For so few the compiler of JavaScript is still at work, and no large garbage collection has run.
    const verdicts = verdictOf(figures, { heapMiB: 40, residentMiB: 100 });
    expect(verdicts.filter(({ holds }) => !holds)).toEqual([]);
  },
);
