import { describe, expect, it } from 'vitest';
import { growthOf, mostGrowth } from './growth.ts';
import { patternsByText, readTable } from './table.ts';
import { patternsIn } from './patterns.ts';

const table = readTable();
const patterns = patternsByText();

it('finds patterns wherever they are written', () => {
  const text =
    "const a = /x+/g; const b = [1].map((c: number) => new RegExp('y'.repeat(c), 'u')); RegExp(b);";
  expect(patternsIn('a.ts', text).map(({ written }) => written)).toEqual([
    '/x+/g',
    "new RegExp('y'.repeat(c), 'u')",
    'RegExp(b)',
  ]);
});

it('has hostile texts for each pattern of the sources and no other', () => {
  // node test/regex/search.ts finds some for a new one.
  expect(Object.keys(table).toSorted()).toEqual([...patterns.keys()].toSorted());
});

it.each([
  ['digits', /^\d+\.?\d*$/, { repeated: '0', behind: '!' }],
  ['a run at the end', /,?\s*$/, { repeated: ' ', behind: '!' }],
])('tells that a pattern is quadratic: %s', (_what, regex, hostile) => {
  expect(growthOf(regex, hostile)).toBeGreaterThan(mostGrowth);
});

describe('the time of each pattern grows no more than its text', () => {
  it.each([...patterns])('%s', (written, made) => {
    const quadratic = (table[written] ?? []).filter((hostile) =>
      made.some((regex) => growthOf(regex, hostile) > mostGrowth),
    );
    expect(quadratic).toEqual([]);
  });
});
