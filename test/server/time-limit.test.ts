import { expect, it } from 'vitest';
import { timeLimit } from '../../src/server/time-limit.ts';

it.each([
  [undefined, 10_000],
  ['10', 9500],
  ['2.5', 2000],
  ['0.6', 300],
  ['0.1', 50],
  ['0', 10_000],
  ['-5', 10_000],
  ['soon', 10_000],
  ['', 10_000],
  ['Infinity', 10_000],
  ['NaN', 10_000],
  ['0x10', 10_000],
  ['5, 5', 10_000],
  ['60', 59_500],
  ['2000000', 59_500],
  ['1e308', 59_500],
  ['1e400', 59_500],
  ['1e-400', 10_000],
  ['1'.repeat(5000), 59_500],
])('a scraper that says %s has %d ms', (header, expected) => {
  expect(
    timeLimit(header, { timeout: 10_000, timeoutOffset: 500, maxTimeout: 60_000 }),
  ).toBeCloseTo(expected);
});
