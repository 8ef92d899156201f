import { describe, expect, it } from 'vitest';
import { ExpressionSyntaxError } from '../../src/expression/expression.ts';
import type { MetricDefinition } from '../../src/extract/definition.ts';
import { compileExtraction, createExtraction } from '../../src/extract/extract.ts';
import { ExtractionError, type ExtractionResult } from '../../src/extract/extraction.ts';
import { createTrace } from '../../src/extract/trace.ts';
import { bindingsOf, defineMetric, linesOf, readSemantics, type Row } from './semantics.ts';

const groups = readSemantics();

function extract(row: Row): ExtractionResult {
  const extraction = createExtraction([defineMetric(row)], row.limits);
  for (const document of row.documents ?? [row.document]) {
    extraction.add(document, bindingsOf(row));
  }
  return extraction.finish();
}

function warningsOf({ rules }: MetricDefinition): string {
  const expressions = rules.flatMap(({ items, when, value, labels }) => [
    ...(items.over === 'document' ? [] : [...(items.within ?? []), items.expression]),
    when,
    value,
    ...labels.map((label) => label.expression),
  ]);
  return expressions
    .flatMap((expression) => expression?.warnings ?? [])
    .map(({ message }) => message)
    .join('\n');
}

describe.each(groups)('$heading', ({ rows }) => {
  const extracted = rows.filter(({ samples }) => samples !== undefined);
  const failing = rows.filter(({ error }) => error !== undefined);
  const refused = rows.filter((row) => row.refused !== undefined);

  it.each(extracted)('$name', (row) => {
    const { families, skips } = extract(row);

    expect(families.flatMap(linesOf)).toEqual(row.samples);
    expect(skips).toMatchObject(row.skips.map((skip) => ({ ...skip, metric: row.metric })));
    expect(warningsOf(defineMetric(row))).toMatch(row.warning === undefined ? /^$/u : row.warning);
  });

  it.each(extracted)('$name: the trace tells the same', (row) => {
    const trace = createTrace();
    const extraction = compileExtraction([defineMetric(row)], row.limits).start(trace);
    for (const document of row.documents ?? [row.document]) {
      extraction.add(document, bindingsOf(row));
    }
    const { families, skips } = extraction.finish();

    expect(families).toEqual(extract(row).families);
    expect(skips).toEqual(extract(row).skips);
    const skipped = trace.rules.flatMap((rule) => rule.skips);
    for (const skip of skips) {
      const traced = skipped.filter(({ reason }) => reason === skip.reason);
      expect(traced.reduce((sum, { count }) => sum + count, 0)).toBe(skip.count);
      expect(traced[0]?.offenders[0]).toEqual({ path: skip.path, found: skip.found });
    }
    expect(trace.rules.reduce((sum, rule) => sum + rule.samples, 0)).toBe(row.samples?.length);
  });

  it.runIf(failing.length > 0).each(failing)('$name', (row) => {
    expect(() => extract(row)).toThrow(ExtractionError);
    expect(() => extract(row)).toThrow(row.error);
  });

  it.runIf(refused.length > 0).each(refused)('$name', (row) => {
    expect(() => defineMetric(row)).toThrow(ExpressionSyntaxError);
    expect(() => defineMetric(row)).toThrow(row.refused);
  });
});

it('every row says what comes of it, and no two have the same name', () => {
  const rows = groups.flatMap((group) => group.rows);
  expect(
    rows.filter((row) => [row.samples, row.error, row.refused].every((part) => part === undefined)),
  ).toEqual([]);
  for (const group of groups) {
    const names = group.rows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});
