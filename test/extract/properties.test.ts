import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ExtractionResult } from '../../src/extract/extraction.ts';
import { compileExtraction } from '../../src/extract/extract.ts';
import { ExtractionError } from '../../src/extract/extraction.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { defineMetric, parseRow, readSemantics } from './semantics.ts';

/** Texts with halves of surrogate pairs, controls and everything else that JSON can carry. */
const text = fc.oneof(
  fc.constantFrom('', 'a', 'open', 'paid', '1', '0.5', '+Inf', 'NaN', '1,2', 'b\ud800', '__x'),
  fc.array(fc.nat(0xffff), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
);
const scalar = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
);
/** Names that the rules ask for, so that documents and rules meet. */
const key = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('rows', 'id', 'name', 'value', 'labels', 'buckets', 'at'),
  },
  { weight: 1, arbitrary: text },
);
const { document } = fc.letrec<{ document: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('document'), { maxLength: 5 }),
    fc.dictionary(key, tie('document'), { maxKeys: 6 }),
    fc.record({ rows: fc.array(tie('document'), { maxLength: 6 }) }),
    fc.record({ id: scalar, name: scalar, value: scalar, labels: fc.dictionary(key, scalar) }),
  ),
}));

/** Every rule of the golden table that extracts, and some that any document can satisfy. */
const rules = [
  { each: 'rows', labels: { id: 'id', name: 'name' }, value: 'value' },
  { each: '$root', labels: { place: '$index', key: '$key' }, value: '@' },
  { entries: '$root', labels: { key: '$key', id: 'id' }, value: 'length(@)' },
  { each: 'rows', labels: { id: 'id' }, value: 'value', fill: { id: ['1', 'a'] } },
  { each: 'rows', labelsFrom: [{ map: '@', prefix: '', allow: ['*'] }], value: 1 },
  { each: 'rows', type: 'stateset', states: ['a', '1'], labels: { name: 'name' }, value: 'id' },
  { type: 'histogram', buckets: '@', labels: { id: 'id' } },
  {
    each: 'rows',
    type: 'summary',
    quantiles: 'labels',
    count: 'id',
    sum: 'value',
    timestamp: 'at',
  },
  { each: 'rows', value: 'value', map: { a: 1, '*': 0 }, when: 'id', onMissing: 'fail' },
];

function definitionsOfAll() {
  const table = readSemantics().flatMap((group) => group.rows);
  const ofTable = table.filter(({ samples }) => samples !== undefined);
  const own = rules.map((rule) => parseRow({ name: 'any document', rule }));
  return [...ofTable, ...own].map(defineMetric);
}

const limits = { samples: 500, labelValueLength: 20 };
const bindings = { now: 1_700_000_000_000 };

/** One extraction for each definition, so that a limit that one meets does not hide the others. */
const extractions = definitionsOfAll().map((definition) => compileExtraction([definition], limits));

function extract(number: number, root: unknown): ExtractionResult | string {
  try {
    const extraction = extractions[number]!.start();
    extraction.add(root, bindings);
    extraction.add(root, bindings);
    return extraction.finish();
  } catch (error) {
    if (error instanceof ExtractionError) return error.message;
    throw error;
  }
}

function rowsOf({ labelNames, labelValues, values, suffixes }: MetricFamily): string[] {
  return Array.from(values, (_, row) =>
    JSON.stringify([
      suffixes?.[row] ?? '',
      labelValues.slice(row * labelNames.length, (row + 1) * labelNames.length),
    ]),
  );
}

it('any document gives families without duplicates and with well-formed labels, or one clear error', () => {
  fc.assert(
    fc.property(document, fc.nat(extractions.length - 1), (root, number) => {
      const result = extract(number, root);
      if (typeof result === 'string') return result.length > 0;
      for (const family of result.families) {
        const rows = rowsOf(family);
        expect(new Set(rows).size).toBe(rows.length);
        expect(family.labelNames).toEqual(family.labelNames.toSorted());
        expect(new Set(family.labelNames).size).toBe(family.labelNames.length);
        expect(family.labelNames.filter((name) => !/^(?!__)[a-zA-Z_]\w*$/u.test(name))).toEqual([]);
        expect(family.labelValues).toHaveLength(family.labelNames.length * family.values.length);
        expect(family.labelValues.every((value) => value.isWellFormed())).toBe(true);
        expect(family.labelValues.every((value) => value.length <= limits.labelValueLength)).toBe(
          true,
        );
        expect(family.values.length).toBeLessThanOrEqual(limits.samples);
      }
      for (const { path, found, count } of result.skips) {
        expect(`${path} ${found}`.isWellFormed()).toBe(true);
        expect(found.length).toBeLessThan(300);
        expect(count).toBeGreaterThan(0);
      }
      return true;
    }),
    { numRuns: 3000 },
  );
});

it('the same document gives the same result', () => {
  fc.assert(
    fc.property(document, fc.nat(extractions.length - 1), (root, number) => {
      expect(extract(number, root)).toEqual(extract(number, structuredClone(root)));
    }),
    { numRuns: 1000 },
  );
});
