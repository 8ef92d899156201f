import { gunzipSync, zstdDecompressSync } from 'node:zlib';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Escaping, Format } from '../../src/exposition/format.ts';
import type { Piece } from '../../src/exposition/piece.ts';
import { createRenderer, type Renderer } from '../../src/exposition/renderer.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { numbers } from './cells.ts';
import { exemplarColumns } from './exemplars.ts';
import { families } from './families.ts';
import { renderSlowly } from './oracle.ts';

const ESCAPINGS: readonly Escaping[] = ['allow-utf-8', 'underscores', 'dots', 'values'];
const FORMATS: readonly Format[] = ESCAPINGS.flatMap((escaping) => [
  { syntax: 'text', escaping, contentType: '' },
  { syntax: 'openmetrics', escaping, contentType: '' },
]);

const pages = fc.array(families, { maxLength: 8 });
const formats = fc.constantFrom(...FORMATS);

/** What may happen to a family between two scrapes. */
const changes: fc.Arbitrary<(family: MetricFamily) => MetricFamily[]> = fc.oneof(
  fc.constant((family: MetricFamily) => [family]),
  fc.constant((family: MetricFamily) => [{ ...family }]),
  fc.constant((family: MetricFamily) => [
    { ...family, values: family.values.slice(), labelValues: [...family.labelValues] },
  ]),
  fc.constant(() => []),
  fc.constant((family: MetricFamily) => [{ ...family, help: `${family.help}!` }]),
  fc.constant((family: MetricFamily) => [{ ...family, type: 'gauge' as const }]),
  fc
    .record({ at: fc.nat(), value: numbers })
    .map(({ at, value }) => (family: MetricFamily) => [
      { ...family, values: family.values.map((old, row) => (row === at % 9 ? value : old)) },
    ]),
  numbers.map((value) => (family: MetricFamily) => [
    { ...family, values: family.values.map((_, row) => value + row) },
  ]),
  fc.record({ at: fc.nat(), text: fc.string() }).map(({ at, text }) => (family: MetricFamily) => [
    {
      ...family,
      labelValues: family.labelValues.map((old, place) =>
        place === at % family.labelValues.length ? text : old,
      ),
    },
  ]),
  fc
    .record({ at: fc.nat(), column: exemplarColumns(1) })
    .map(({ at, column }) => (family: MetricFamily) => [
      {
        ...family,
        exemplars: Array.from(family.values, (_, row) =>
          row === at % family.values.length ? column[0] : family.exemplars?.[row],
        ),
      },
    ]),
  fc.constant(copyExemplars),
  fc.constant(({ exemplars: _exemplars, ...family }: MetricFamily) => [family]),
  fc.constant(dropFirstRow),
);

/** As the next reading of the same page has them. */
function copyExemplars(family: MetricFamily): MetricFamily[] {
  return [structuredClone(family)];
}

function dropFirstRow(family: MetricFamily): MetricFamily[] {
  if (family.values.length === 0) return [family];
  return [
    {
      ...family,
      labelValues: family.labelValues.slice(family.labelNames.length),
      values: family.values.slice(1),
      ...(family.suffixes && { suffixes: family.suffixes.slice(1) }),
      ...(family.timestamps && { timestamps: family.timestamps.slice(1) }),
      ...(family.exemplars && { exemplars: family.exemplars.slice(1) }),
    },
  ];
}

/** The page and what it should be, byte by byte as letters. */
function pagesOf(
  renderer: Renderer,
  page: readonly MetricFamily[],
  format: Format,
): readonly [string, string] {
  const rendered = renderer.render(page, format);
  const actual = rendered.toString('latin1');
  renderer.release(rendered);
  return [actual, slowly(page, format)];
}

function slowly(page: readonly MetricFamily[], format: Format): string {
  return Buffer.from(renderSlowly(page, format)).toString('latin1');
}

function expectSame([actual, expected]: readonly [string, string]): void {
  expect(actual).toBe(expected);
}

describe('the renderer', () => {
  it('gives the bytes of the slow renderer in every format', () => {
    fc.assert(
      fc.property(pages, formats, (page, format) => {
        const [actual, expected] = pagesOf(createRenderer(), page, format);
        expect(actual).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('gives them also when it has rendered other values, labels and formats before', () => {
    const steps = fc.array(
      fc.record({ format: formats, change: fc.array(changes, { minLength: 8, maxLength: 8 }) }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(pages, formats, steps, (page, format, later) => {
        const renderer = createRenderer({ maxCachedBytes: 100_000 });
        expectSame(pagesOf(renderer, page, format));
        let current: readonly MetricFamily[] = page;
        for (const step of later) {
          current = current.flatMap((family, index) => step.change[index % 8]!(family));
          expectSame(pagesOf(renderer, current, step.format));
          expectSame(pagesOf(renderer, current, format));
          expect(renderer.cachedBytes).toBeLessThanOrEqual(100_000);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same page compressed, and in pieces', () => {
    fc.assert(
      fc.property(pages, pages, formats, (before, page, format) => {
        const renderer = createRenderer();
        renderer.render(before, format, 'gzip');
        const plain = createRenderer().render(page, format);
        for (let time = 0; time < 2; time += 1) {
          expect(gunzipSync(renderer.render(page, format, 'gzip')).equals(plain)).toBe(true);
          expect(zstdDecompressSync(renderer.render(page, format, 'zstd')).equals(plain)).toBe(
            true,
          );
          expect(Buffer.concat(bytesOf(renderer.pieces(page, format))).equals(plain)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives each of two interleaved renderings its own page', () => {
    fc.assert(
      fc.property(
        pages,
        fc.array(changes, { minLength: 8, maxLength: 8 }),
        formats,
        (page, change, format) => {
          const renderer = createRenderer({ maxCachedBytes: 50_000 });
          const other = page.flatMap((family, index) => change[index]!(family));
          const [first, second] = interleave(
            renderer.pieces(page, format),
            renderer.pieces(other, format),
          );
          expect(Buffer.concat(bytesOf(first)).toString('latin1')).toBe(slowly(page, format));
          expect(Buffer.concat(bytesOf(second)).toString('latin1')).toBe(slowly(other, format));
        },
      ),
      { numRuns: 100 },
    );
  });
});

function bytesOf(pieces: Iterable<Piece>): Buffer[] {
  return Array.from(pieces, ({ bytes }) => bytes);
}

function interleave<T>(one: Iterator<T>, two: Iterator<T>): readonly [T[], T[]] {
  const taken: readonly [T[], T[]] = [[], []];
  for (let isDone = false; !isDone;) {
    const steps = [one.next(), two.next()];
    isDone = steps.every(({ done }) => done === true);
    for (const [index, { done, value }] of steps.entries()) {
      if (done !== true) taken[index]!.push(value);
    }
  }
  return taken;
}
