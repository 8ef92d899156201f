import { expect, it } from 'vitest';
import { nextOfLink } from '../../src/documents/link-header.ts';

it.each([
  ['<https://a.example/2>; rel="next"', 'https://a.example/2'],
  ['</2>;rel=next', '/2'],
  ['</1>; rel="prev", </2>; rel="next"', '/2'],
  ['</1>; rel="prev index", </2>; rel="last NEXT"', '/2'],
  ['</a,b;c>; rel="next"', '/a,b;c'],
  ['</1>; title="a, <b>; rel=next", </2>; rel=next', '/2'],
  ['</1>; title="a \\" rel=next; rel=next"; rel=prev, </2>; rel=next', '/2'],
  ['</1>; rel=prev; rel=next', undefined],
  ['</1>; REL = "next"', '/1'],
  ['</1>; anchor="#x"; rel="next"; title*=UTF-8', '/1'],
  ['</1>', undefined],
  ['</1>; rel="previous-next"', undefined],
  ['</1; rel="next"', undefined],
  ['', undefined],
  ['next', undefined],
])('%s leads to %s', (header, target) => {
  expect(nextOfLink(header)).toBe(target);
});

it.each([
  ['<', '<'],
  ['links without an end', '<a>;'],
  ['spaces', '<a> ;      '],
  ['quotes', '<a>;b="'],
  ['backslashes', '<a>;b="\\'],
  ['parameters', '<a>;b=c;rel'],
])('takes time in proportion to its length: %s', (_, part) => {
  const timeOf = (length: number) => {
    const header = part.repeat(length / part.length);
    return Math.min(
      ...[1, 2, 3].map(() => {
        // Of this thread alone: what else the machine does is not counted.
        const start = process.threadCpuUsage();
        nextOfLink(header);
        return process.threadCpuUsage(start).user / 1000;
      }),
    );
  };
  timeOf(200_000);

  expect(timeOf(1_600_000)).toBeLessThan(8 * 5 * Math.max(timeOf(200_000), 10));
});
