import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { ConfigError, type Problem } from '../../src/config/document/problem.ts';
import { createDecode } from '../../src/decode/decode.ts';
import { compileExtraction } from '../../src/extract/extract.ts';
import { worldOf } from './environment.ts';

const world = worldOf(
  { PORT: '9000', SECONDS: '5' },
  new Map([['/run/secrets/shop/token', 'hunter2token']]),
);

const accepted = (name: string) =>
  readFileSync(join(import.meta.dirname, 'accepted', name), 'utf8');

/** A text with pieces of it replaced, as a slip of the hand would. */
function slips(text: string): fc.Arbitrary<string> {
  const pieces = [
    '',
    ' ',
    '\n',
    '\t',
    ':',
    '- ',
    '"',
    "'",
    '{',
    '[',
    '}',
    '!x ',
    '*a',
    '&a ',
    '<<: ',
    '${',
    '${env:PORT}',
    'null',
    '1e999',
    '\u{1F600}',
    '#',
    '__proto__: ',
    '? ',
  ];
  const slip = fc.tuple(fc.nat(text.length), fc.nat(4), fc.constantFrom(...pieces));
  return fc
    .array(slip, { minLength: 1, maxLength: 4 })
    .map((all) =>
      all.reduce((now, [at, cut, piece]) => now.slice(0, at) + piece + now.slice(at + cut), text),
    );
}

function problemsOf(text: string): readonly Problem[] {
  try {
    const { collectors, warnings } = parseConfig(text, 'polyprom.yaml', world);
    // What is not refused can be run.
    for (const { definitions, limits, decode } of collectors) {
      compileExtraction(definitions, limits);
      createDecode(decode);
    }
    return warnings;
  } catch (error) {
    if (error instanceof ConfigError && !error.message.includes('hunter2')) return error.problems;
    throw error;
  }
}

describe('any text', () => {
  it.each([
    'shop.yaml',
    'aliases-and-merges.yaml',
    'doubtful.yaml',
    'references.yaml',
    'flow.json',
    'types.yaml',
    'formats.yaml',
    'schedules.yaml',
  ])('is read or refused with places in the file, like %s', (name) => {
    fc.assert(
      fc.property(slips(accepted(name)), (text) => {
        const lines = text.split('\n').length;
        const places = problemsOf(text).map(({ line, col }) => ({ line, col }));
        expect(places.filter(({ line, col }) => line < 1 || line > lines || col < 1)).toEqual([]);
        expect(places).toEqual(places.toSorted((a, b) => a.line - b.line || a.col - b.col));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the configuration in force', () => {
  it.each([
    'demo.yaml',
    'aliases-and-merges.yaml',
    'nothing-under-null.yaml',
    'doubtful.yaml',
    'flow.json',
    'types.yaml',
    'formats.yaml',
    'schedules.yaml',
  ])('says the same when it is read again: %s', (name) => {
    const printed = parseConfig(accepted(name), name, world).print();
    expect(parseConfig(printed, 'again.yaml', world).print()).toBe(printed);
  });
});

describe('a hostile file', () => {
  it.each([
    ['nested deeply', '['.repeat(20_000)],
    ['nested deeply and closed', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['with aliases that multiply', billion(12)],
    [
      'with the key __proto__',
      '__proto__: { polluted: 1 }\ncollectors: { __proto__: { demo: {} } }\n',
    ],
  ])('%s is refused', (_what, text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

/** "Billion laughs": each level names the one below ten times. */
function billion(levels: number): string {
  return `a0: &a0 [x]\n${Array.from({ length: levels }, (_, i) => laughter(i)).join('')}`;
}

function laughter(i: number): string {
  return `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]\n`;
}
