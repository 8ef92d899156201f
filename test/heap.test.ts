import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { watchPeaks } from '../src/heap.ts';

const megabyte = 2 ** 20;

/** The checks, one a second, at which memory is returned. */
function returnsOf(megabytes: readonly number[]): readonly number[] {
  const isDue = watchPeaks();
  return megabytes.flatMap((resident, second) =>
    isDue(resident * megabyte, second * 1000) ? [second] : [],
  );
}

describe('memory is returned', () => {
  it('once a peak is over', () => {
    expect(returnsOf([100, 100, 150, 160, 160, 160, 160, 110, 110])).toEqual([6]);
  });

  it('not while it grows', () => {
    expect(returnsOf([100, 120, 140, 160, 180, 200, 220, 240])).toEqual([]);
  });

  it('not for the usual ups and downs', () => {
    expect(returnsOf([100, 104, 104, 104, 104, 108, 108, 108, 108, 102, 108, 108, 108])).toEqual(
      [],
    );
  });

  it('ever more seldom where none can be', () => {
    expect(returnsOf([100, 160, ...Array.from({ length: 90 }, () => 160)])).toEqual([
      4, 14, 34, 74,
    ]);
  });

  it('again after the next peak, at most every ten seconds', () => {
    expect(
      returnsOf([100, 160, 160, 160, 160, 105, ...Array.from({ length: 20 }, () => 160)]),
    ).toEqual([4, 14, 24]);
  });
});

it('what a peak needed goes back to the system', { timeout: 30_000 }, async () => {
  const program = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { returnMemoryAfterPeaks } from '${import.meta.resolve('../src/heap.ts')}';
    const ended = new AbortController();
    returnMemoryAfterPeaks(ended.signal);
    await sleep(1500);
    const before = process.memoryUsage.rss();
    let garbage = Array.from({ length: 600_000 }, (_, index) => ({ index, next: [index] }));
    const peak = process.memoryUsage.rss();
    garbage = garbage.filter(({ index }) => index % 1000 === 0);
    for (let waited = 0; waited < 100 && process.memoryUsage.rss() > before + 20e6; waited += 1)
      await sleep(200);
    console.log(JSON.stringify({ before, peak, after: process.memoryUsage.rss(), kept: garbage.length }));
    ended.abort();
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-semi-space-size=4',
    '--input-type=module',
    '--eval',
    program,
  ]);
  const { before, peak, after } = JSON.parse(stdout);

  expect(peak).toBeGreaterThan(before + 50e6);
  expect(after).toBeLessThanOrEqual(before + 20e6);
});
