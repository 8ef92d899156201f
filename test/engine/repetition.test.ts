import { expect, it } from 'vitest';
import { createRepetition, maxKeys } from '../../src/engine/repetition.ts';

const minute = 60_000;

it('logs the first, then one in five minutes with the count of the silent ones, then the end', () => {
  let now = 0;
  const repetition = createRepetition(() => now);
  const at = (minutes: number) => {
    now = minutes * minute;
    return repetition.happened('shop');
  };

  expect([at(0), at(1), at(4.9), at(5), at(6), at(10)]).toEqual([
    0,
    undefined,
    undefined,
    2,
    undefined,
    1,
  ]);
  expect(repetition.ended('shop')).toBe(true);
  expect(repetition.ended('shop')).toBe(false);
  expect(at(10)).toBe(0);
});

it('keeps different events apart', () => {
  const repetition = createRepetition(() => 0);

  expect(repetition.happened('a')).toBe(0);
  expect(repetition.happened('b')).toBe(0);
});

it('knows a bounded number of events, and forgets those first that were logged longest ago', () => {
  let now = 0;
  const repetition = createRepetition(() => now);
  repetition.happened('often');
  now = minute;
  repetition.happened('once');
  now = 5 * minute;
  repetition.happened('often');
  for (let i = 2; i <= maxKeys; i += 1) repetition.happened(`another, ${i}`);

  expect(repetition.happened('often')).toBeUndefined();
  expect(repetition.happened('once')).toBe(0);
});
