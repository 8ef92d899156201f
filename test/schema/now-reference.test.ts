import { describe, expect, it } from 'vitest';
import { nowReference } from '../../src/schema/now-reference.ts';

/** Three hours before the clocks change in Berlin. */
const now = Date.UTC(2024, 2, 30, 22, 0, 7, 89);

function at(written: string): string {
  return nowReference(written).valueIn({ now });
}

describe('a time in a request', () => {
  it.each([
    ['${now}', '2024-03-30T22:00:07Z'],
    ['${now-15m}', '2024-03-30T21:45:07Z'],
    ['${now+1h30m}', '2024-03-30T23:30:07Z'],
    ['${now:rfc3339@Europe/Berlin}', '2024-03-30T23:00:07+01:00'],
    ['${now+4h:rfc3339@Europe/Berlin}', '2024-03-31T04:00:07+02:00'],
    ['${now@America/St_Johns}', '2024-03-30T19:30:07-02:30'],
    ['${now:unix}', '1711836007'],
    ['${now:unixms}', '1711836007089'],
    ['${now-1s:unixns}', '1711836006089000000'],
    ['${now-1d:%Y-%m-%d}', '2024-03-29'],
    ['${now:%Y-%m-%d %H:%M:%S@Asia/Kolkata}', '2024-03-31 03:30:07'],
    ['${now:%d/%b/%Y %I:%M %p, %A, day %j}', '30/Mar/2024 10:00 PM, Saturday, day 090'],
    [
      '${now:%F %T.%L %z %:z %% %s@Asia/Kolkata}',
      '2024-03-31 03:30:07.089 +0530 +05:30 % 1711836007',
    ],
  ])('%s is %s', (written, text) => {
    expect(at(written)).toBe(text);
  });

  it.each([
    ['${now-15}', 'expected a duration such as 15m, 1h30m or 7d, got 15'],
    ['${now 15m}', 'is not a time: write ${now}'],
    [
      '${now:iso}',
      "expected rfc3339, unix, unixms, unixns or a format such as %Y-%m-%d, got 'iso'",
    ],
    ['${now:%Q}', 'there is no %Q in a time format, only %Y'],
    ['${now@Europe/Berln}', "there is no time zone 'Europe/Berln'; did you mean Europe/Berlin?"],
    ['${now-9999999d}', 'expected a duration'],
  ])('%s is refused', (written, words) => {
    expect(() => nowReference(written)).toThrow(words);
  });
});
