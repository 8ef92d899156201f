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
])('a scraper that says %s has %d ms', (header, expected) => {
  expect(timeLimit(header, { timeout: 10_000, timeoutOffset: 500 })).toBeCloseTo(expected);
});
