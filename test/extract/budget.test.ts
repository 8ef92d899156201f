import { describe, expect, it } from 'vitest';

import { type Budget, BudgetSpent, createBudget, withinBudget } from '../../src/budget/budget.ts';
import { compileExpression } from '../../src/expression/compile/compile.ts';
import type { MetricDefinition, RuleDefinition } from '../../src/extract/definition.ts';
import { compileExtraction } from '../../src/extract/extract.ts';

const limits = { samples: 100_000, labelValueLength: 1000 };

function rule(given: Partial<RuleDefinition> = {}): RuleDefinition {
  return {
    items: { over: 'each', expression: compileExpression('orders') },
    labels: [{ name: 'id', expression: compileExpression('id') }],
    staticLabels: {},
    value: compileExpression('total'),
    onMissing: 'skip',
    ...given,
  };
}

function extract(
  budget: Budget,
  document: unknown,
  given: Partial<RuleDefinition>,
  definition: Partial<MetricDefinition> = {},
) {
  const metric: MetricDefinition = {
    name: 'orders_total',
    help: '',
    type: 'gauge',
    rules: [rule(given)],
    ...definition,
  };
  const extraction = compileExtraction([metric], limits).start(undefined, budget);
  return withinBudget(budget, () => {
    extraction.add(document, { now: 0 });
    return extraction.finish();
  });
}

describe('the budget of a collection', () => {
  const orders = Array.from({ length: 60_000 }, (_, id) => ({ id, total: 1, customer: `c${id}` }));
  const document = { orders, customers: orders.map(({ customer }) => ({ customer, name: 'a' })) };
  const join = 'let $c = customer in ($root.customers[?customer == $c] | [0]).name';
  const joined = compileExpression(join);

  it.each<[string, Partial<RuleDefinition>, Partial<MetricDefinition>?]>([
    ['a label', { labels: [{ name: 'name', expression: joined }] }],
    ['a value', { value: joined }],
    ['`when`', { when: joined }],
    ['`labelsFrom`', { labelsFrom: [{ map: joined, prefix: '', allow: ['*'] }] }],
    ['a timestamp', { timestamp: joined }],
    ['a count', { value: undefined, count: joined, sum: joined }, { type: 'summary' }],
  ])('ends the collection within %s, and the error names the item', (_name, given, definition) => {
    const budget = createBudget(20);
    const start = performance.now();
    expect(() => extract(budget, document, given, definition)).toThrow(
      expect.objectContaining({
        name: 'BudgetSpent',
        message: expect.stringMatching(
          /^orders_total: orders\[\d+\]: takes more than 20 ms to read$/,
        ),
      }),
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('ends the collection within `each`', () => {
    const items = { over: 'each' as const, expression: compileExpression(`orders[?${join}]`) };
    expect(() => extract(createBudget(20), document, { items })).toThrow(
      /^each orders\[\?let .*: takes more than 20 ms to read$/,
    );
  });

  it('is spent by expressions that fail', () => {
    const value = compileExpression('lower(total)');
    expect(() => extract(createBudget(5), document, { value })).toThrow(BudgetSpent);
  });

  it('is spent by items that give nothing', () => {
    const buckets = Object.fromEntries(orders.map(({ id }) => [id, -id]));
    const given = { value: undefined, buckets: compileExpression('$root.buckets') };
    expect(() =>
      extract(createBudget(20), { orders, buckets }, given, { type: 'histogram' }),
    ).toThrow(BudgetSpent);
    const text = `${'1'.repeat(1_000_000)}x`;
    const value = compileExpression('$root.text');
    expect(() => extract(createBudget(20), { orders, text }, { value })).toThrow(BudgetSpent);
  });

  it('is not spent by what is usual', () => {
    const small = { orders: orders.slice(0, 100) };
    expect(extract(createBudget(1000), small, {}).samples.get('orders_total')).toBe(100);
  });
});

describe('labels of `labelsFrom`', () => {
  const map = compileExpression('labels');
  const labelsFrom = [{ map, prefix: '', allow: ['*'] }];

  it('are limited, absent ones included, before they take memory', () => {
    const orders = Array.from({ length: 20_000 }, (_, id) => ({
      id,
      total: 1,
      labels: { [`l${id % 120}`]: 'x' },
    }));
    const small = { ...limits, samples: 20_000 };
    const metric = { name: 'a', help: '', type: 'gauge' as const, rules: [rule({ labelsFrom })] };
    const add = (document: unknown): void => {
      const extraction = compileExtraction([metric], small).start();
      extraction.add(document, { now: 0 });
      extraction.finish();
    };
    expect(() => add({ orders })).toThrow(
      /^a: labelsFrom adds 4\d{5} label values, absent ones included, more than 20 for each of limits.samples \(20000\)/,
    );
    expect(() => add({ orders: orders.slice(0, 3000) })).not.toThrow();
  });
});
