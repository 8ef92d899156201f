import { describe, expect, it } from 'vitest';
import { duration, readDuration } from '../../src/schema/duration.ts';

describe('readDuration', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1m', 60_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1.5s', 1500],
    ['2h0m5s10ms', 7_205_010],
    ['0s', 0],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(readDuration(text)).toBe(milliseconds);
  });

  it.each(['', '10', 's', '1s1m', '1m1m', '-1s', '1 s', '1µs', '1M', '10sec', '1e3s', 'PT5M'])(
    '%j is none',
    (text) => {
      expect(readDuration(text)).toBeUndefined();
    },
  );
});

describe('duration()', () => {
  it('takes zero only where it is said', () => {
    expect(duration({ zero: true }).parse('0s')).toBe(0);
    expect(duration().safeParse('0s').error?.issues[0]?.message).toContain('above zero');
  });
});
