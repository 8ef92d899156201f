import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExtractionError, type ExtractionResult } from '../../src/extract/extraction.ts';
import { compileExtraction, type CompiledExtraction } from '../../src/extract/extract.ts';
import { anyDocument, rulesOfAnyDocument } from './any-document.ts';
import { defineMetric, parseRow, readSemantics, type Row } from './semantics.ts';

const limits = { samples: 500, labelValueLength: 20 };
const bindings = { now: 1_700_000_000_000 };

/** Each metric has an extraction of its own, so that a limit that one meets does not hide the others. */
function compileRow(row: Row): CompiledExtraction {
  return compileExtraction([defineMetric(row)], limits);
}

const ofTable = readSemantics()
  .flatMap((group) => group.rows)
  .filter(({ samples }) => samples !== undefined)
  .map(compileRow);
const own = rulesOfAnyDocument.map((rule) => compileRow(parseRow({ name: 'any document', rule })));
/** All of our own, and one of those in the golden table. */
const extractions = fc.nat(ofTable.length - 1).map((number) => [...own, ofTable[number]!]);

function extract(compiled: CompiledExtraction, root: unknown): ExtractionResult | string {
  try {
    const extraction = compiled.start();
    extraction.add(root, bindings);
    extraction.add(root, bindings);
    return extraction.finish();
  } catch (error) {
    if (error instanceof ExtractionError) return error.message;
    throw error;
  }
}

function expectSound({ families, skips }: ExtractionResult): void {
  for (const { labelNames, labelValues, values, suffixes } of families) {
    const series = Array.from(values, (_, number) => {
      const start = number * labelNames.length;
      return JSON.stringify([
        suffixes?.[number],
        labelValues.slice(start, start + labelNames.length),
      ]);
    });
    expect(new Set(series).size).toBe(series.length);
    expect(labelNames).toEqual([...new Set(labelNames)].toSorted());
    expect(labelNames.filter((name) => !/^(?!__)[a-zA-Z_]\w*$/u.test(name))).toEqual([]);
    expect(labelValues).toHaveLength(labelNames.length * values.length);
    expect(labelValues.filter((value) => !value.isWellFormed())).toEqual([]);
    expect(labelValues.filter((value) => value.length > 25)).toEqual([]);
    expect(values.length).toBeLessThanOrEqual(limits.samples);
  }
  for (const { path, found, count } of skips) {
    expect(`${path} ${found}`.isWellFormed()).toBe(true);
    expect(found.length).toBeLessThan(300);
    expect(count).toBeGreaterThan(0);
  }
}

it('any document gives families without duplicates and with well-formed labels, or one clear error', () => {
  const seen = { samples: 0, skips: 0, errors: 0 };
  fc.assert(
    fc.property(anyDocument, extractions, (root, all) => {
      for (const compiled of all) {
        const result = extract(compiled, root);
        if (typeof result === 'string') {
          seen.errors += 1;
          continue;
        }
        expectSound(result);
        seen.samples += result.families.length;
        seen.skips += result.skips.length;
      }
    }),
    { numRuns: 1000 },
  );
  // The property says nothing when documents and rules never meet.
  expect(Math.min(seen.samples, seen.skips, seen.errors)).toBeGreaterThan(50);
});

it('the same document gives the same result', () => {
  fc.assert(
    fc.property(anyDocument, extractions, (root, all) => {
      for (const compiled of all) {
        expect(extract(compiled, root)).toEqual(extract(compiled, structuredClone(root)));
      }
    }),
    { numRuns: 300 },
  );
});
