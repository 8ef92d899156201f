import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { soakReloads } from './reload.ts';
import { verdictOf } from './verdict.ts';

it('thirty reloads lose no scrape and leave nothing behind', { timeout: 120_000 }, async () => {
  const figures = await soakReloads({
    main: fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
    reloads: 30,
    warmUp: 9,
    scrapers: 1,
  });
  // The compiler of JavaScript is still at work for so few: what is resident says little yet.
  const verdicts = verdictOf(figures, { residentMiB: 100 });
  expect(verdicts.filter(({ holds }) => !holds)).toEqual([]);
});
