import { expect, it } from 'vitest';
import { createLineLimit, linesPerMinute } from '../src/log-limit.ts';

it('passes a limited number of lines in a minute, and then says how many were left out', () => {
  let now = 0;
  const limit = createLineLimit(() => now);
  const lines = Array.from({ length: linesPerMinute + 7 }, (_, i) => limit(`line ${i}\n`));

  expect(lines.filter((line) => line !== '')).toHaveLength(linesPerMinute);
  now = 60_000;
  const [notice = '', next] = limit('next\n').split('\n');
  expect(JSON.parse(notice)).toMatchObject({ level: 'warn', leftOut: 7 });
  expect(next).toBe('next');
  expect(limit('last\n')).toBe('last\n');
});
