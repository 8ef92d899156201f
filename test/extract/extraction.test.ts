import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../src/expression/compile/compile.ts';
import type { Expression } from '../../src/expression/expression.ts';
import type { MetricDefinition, RuleDefinition } from '../../src/extract/definition.ts';
import { compileExtraction, createExtraction } from '../../src/extract/extract.ts';
import { ExtractionError } from '../../src/extract/extraction.ts';
import { definitionProblems } from '../../src/extract/problems.ts';
import { createTrace, tracedOffenders } from '../../src/extract/trace.ts';
import { linesOf } from './semantics.ts';

const limits = { samples: 1000, labelValueLength: 100 };
const bindings = { now: 0 };

/** An expression that counts how often it is evaluated. */
function counted(text: string): { expression: Expression; times: () => number } {
  const { evaluate, ...rest } = compileExpression(text);
  let count = 0;
  return {
    times: () => count,
    expression: {
      ...rest,
      evaluate: (node, scope) => {
        count += 1;
        return evaluate(node, scope);
      },
    },
  };
}

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

function over({ expression }: { expression: Expression }): RuleDefinition {
  return rule({ items: { over: 'each', expression } });
}

function metric(
  name: string,
  rules: RuleDefinition[] = [rule()],
  given: Partial<MetricDefinition> = {},
): MetricDefinition {
  return { name, help: `Help of ${name}.`, type: 'gauge', rules, ...given };
}

const orders = { orders: [{ id: 1, total: 5 }, { id: 2 }, { id: 3, total: 7 }] };

describe('a collection', () => {
  it('has families in the order of the definitions, without those that have no sample', () => {
    const definitions = [
      metric('b', undefined, { unit: 'euros', type: 'counter' }),
      metric('empty', [rule({ value: compileExpression('nothing') })]),
      metric('a'),
    ];
    const extraction = createExtraction(definitions, limits);
    extraction.add(orders, bindings);
    const { families, samples } = extraction.finish();

    expect(families).toMatchObject([
      { name: 'b', help: 'Help of b.', type: 'counter', unit: 'euros', labelNames: ['id'] },
      { name: 'a', help: 'Help of a.', type: 'gauge' },
    ]);
    expect(families[1]).not.toHaveProperty('unit');
    expect(families[0]).not.toHaveProperty('suffixes');
    expect(families[0]).not.toHaveProperty('timestamps');
    expect([...samples]).toEqual([
      ['b', 2],
      ['empty', 0],
      ['a', 2],
    ]);
  });

  it('without documents is empty', () => {
    expect(createExtraction([metric('a')], limits).finish()).toEqual({
      families: [],
      skips: [],
      samples: new Map([['a', 0]]),
    });
  });

  it('refuses lists in lists that are the same list over and over', () => {
    const root = compileExpression('$root');
    const items = { over: 'each', expression: root, within: [root, root] } as const;
    const extraction = createExtraction([metric('a', [rule({ items })])], limits);

    expect(() =>
      extraction.add(
        Array.from({ length: 200 }, () => 0),
        bindings,
      ),
    ).toThrow(
      new ExtractionError('each $root finds more than 1000000 items: filter the lists around it'),
    );
  });

  it('tells its trace of lists in lists as one', () => {
    const items = {
      over: 'entries',
      expression: compileExpression('disks'),
      within: [compileExpression('racks'), compileExpression('hosts')],
    } as const;
    const trace = createTrace();
    const extraction = compileExtraction(
      [metric('a', [rule({ items, labels: [], value: compileExpression('@') })])],
      limits,
    ).start(trace);
    extraction.add(
      { racks: [{ hosts: [{ disks: { a: 1 } }, { disks: { a: 2, b: 3 } }] }] },
      bindings,
    );

    expect(trace.rules).toMatchObject([
      { items: 'each racks, hosts, entries disks', matched: 3, samples: 1 },
    ]);
  });

  it('knows nothing of the one before', () => {
    const compiled = compileExtraction([metric('a')], limits);
    const [first, second] = [orders, { orders: [{ id: 9, total: 1 }] }].map((document) => {
      const extraction = compiled.start();
      extraction.add(document, bindings);
      return extraction.finish();
    });

    expect(first?.families.flatMap(linesOf)).toEqual(['{id="1"} 5', '{id="3"} 7']);
    expect(second?.families.flatMap(linesOf)).toEqual(['{id="9"} 1']);
    expect(second?.skips).toEqual([]);
  });

  it('may be under way beside another of the same definitions', () => {
    const compiled = compileExtraction([metric('a')], limits);
    const [first, second] = [compiled.start(), compiled.start()];
    first.add({ orders: [{ id: 1, total: 1 }] }, bindings);
    second.add({ orders: [{ id: 1, total: 2 }] }, bindings);
    first.add({ orders: [{ id: 2, total: 3 }] }, bindings);

    expect(first.finish().families.flatMap(linesOf)).toEqual(['{id="1"} 1', '{id="2"} 3']);
    expect(second.finish().families.flatMap(linesOf)).toEqual(['{id="1"} 2']);
  });

  it('counts samples of all metrics against one limit, and names the metric with the most', () => {
    const many = metric('many');
    const few = metric('few', [rule({ when: compileExpression('id == `1`') })]);
    const extraction = createExtraction([few, many], { ...limits, samples: 3 });
    const document = { orders: [1, 2, 3].map((id) => ({ id, total: id })) };

    expect(() => extraction.add(document, bindings)).toThrow(
      new ExtractionError(
        'more than 3 samples, 3 of them of many: raise limits.samples, or leave out by `each` or `when` what is not needed',
      ),
    );
  });

  it('refuses more label names than a family can use', () => {
    const labelsFrom = [{ map: compileExpression('@'), prefix: '', allow: ['*'] }];
    const extraction = createExtraction([metric('a', [rule({ labelsFrom })])], limits);
    const document = {
      orders: Array.from({ length: 200 }, (_, id) => ({ total: id, [`label${id}`]: 'x' })),
    };

    expect(() => extraction.add(document, bindings)).toThrow(/^a: labelsFrom finds more than 128/u);
  });
});

describe('metrics over the same items', () => {
  it('have each evaluated once a document, by whatever name it was compiled', () => {
    const each = counted('orders');
    const again = counted('orders');
    const other = counted('orders[?total]');
    const extraction = createExtraction(
      [metric('a', [over(each), over(other)]), metric('b', [over(again)])],
      limits,
    );
    extraction.add(orders, bindings);
    extraction.add({}, bindings);
    extraction.finish();

    expect([each.times() + again.times(), other.times()]).toEqual([2, 2]);
  });

  it('have a label that they share evaluated once an item', () => {
    const id = counted('id');
    const shared = { labels: [{ name: 'id', expression: id.expression }] };
    const renamed = { labels: [{ name: 'number', expression: id.expression }] };
    const extraction = createExtraction(
      [metric('a', [rule(shared)]), metric('b', [rule(shared)]), metric('c', [rule(renamed)])],
      limits,
    );
    extraction.add({ orders: [1, 2].map((number) => ({ id: number, total: 3 })) }, bindings);

    expect(extraction.finish().families.map(linesOf)).toEqual([
      ['{id="1"} 3', '{id="2"} 3'],
      ['{id="1"} 3', '{id="2"} 3'],
      ['{number="1"} 3', '{number="2"} 3'],
    ]);
    expect(id.times()).toBe(2);
  });

  it('each count what they skip', () => {
    const tags = { labels: [{ name: 'tags', expression: compileExpression('tags') }] };
    const extraction = createExtraction(
      [metric('a', [rule(tags)]), metric('b', [rule({ ...tags, staticLabels: { x: 'y' } })])],
      limits,
    );
    extraction.add({ orders: [1, 2].map((total) => ({ total, tags: [] })) }, bindings);

    const skip = { reason: 'label_not_scalar', count: 2, path: 'orders[0]' };
    expect(extraction.finish().skips).toMatchObject([
      { ...skip, metric: 'a' },
      { ...skip, metric: 'b' },
    ]);
  });
});

describe('a trace', () => {
  it('tells for each rule what it met, left out, gave and skipped', () => {
    const definitions = [
      metric('a', [
        rule({ when: compileExpression("status != 'draft'") }),
        rule({ items: { over: 'document' }, labels: [], value: compileExpression('1') }),
      ]),
      metric('b', [rule({ items: { over: 'entries', expression: compileExpression('none') } })]),
    ];
    const trace = createTrace();
    const extraction = compileExtraction(definitions, limits).start(trace);
    const drafts = Array.from({ length: 30 }, () => ({ status: 'draft' }));
    const odd = Array.from({ length: 30 }, (_, id) => ({ id, total: '-' }));
    extraction.add({ orders: [...drafts, ...odd, { id: 99, total: 1 }] }, bindings);
    extraction.finish();

    expect(trace.rules).toEqual([
      {
        metric: 'a',
        rule: 0,
        items: 'each orders',
        matched: 61,
        leftOut: {
          count: 30,
          paths: Array.from({ length: tracedOffenders }, (_, place) => `orders[${place}]`),
          hint: '',
        },
        labelled: 1,
        absentLabels: [],
        samples: 1,
        skips: [
          {
            reason: 'not_a_number',
            count: 30,
            offenders: Array.from({ length: tracedOffenders }, (_, place) => ({
              path: `orders[${place + 30}]`,
              found: 'total is "-"',
            })),
          },
        ],
      },
      {
        metric: 'a',
        rule: 1,
        items: 'the document',
        matched: 1,
        leftOut: { count: 0, paths: [], hint: '' },
        labelled: 1,
        absentLabels: [],
        samples: 1,
        skips: [],
      },
      {
        metric: 'b',
        rule: 0,
        items: 'entries none',
        matched: 0,
        leftOut: { count: 0, paths: [], hint: '' },
        labelled: 0,
        absentLabels: [],
        samples: 0,
        skips: [
          {
            reason: 'each_missing',
            count: 1,
            offenders: [{ path: 'none', found: 'entries none is null' }],
          },
        ],
      },
    ]);
  });
});

describe('a trace of misspelled names', () => {
  it('suggests the field that when, a label and a value mean', () => {
    const labels = ['customr.city', 'note', 'id'].map((text) => ({
      name: text.slice(0, 4),
      expression: compileExpression(text),
    }));
    const definitions = [
      metric('a', [rule({ when: compileExpression("statsu == 'open'") })]),
      metric('b', [rule({ labels })]),
    ];
    const trace = createTrace();
    const extraction = compileExtraction(definitions, limits).start(trace);
    const customer = { city: 'Oslo' };
    extraction.add(
      {
        orders: [
          { id: 1, total: 5, customer, note: 'x', status: 'open' },
          { id: 2, total: 6, customer, status: 'open' },
        ],
      },
      bindings,
    );

    expect(trace.rules).toMatchObject([
      { leftOut: { count: 2, hint: '; did you mean status?' } },
      {
        labelled: 2,
        absentLabels: [
          {
            name: 'cust',
            text: 'customr.city',
            count: 2,
            path: 'orders[0]',
            hint: '; did you mean customer?',
          },
          { name: 'note', text: 'note', count: 1, path: 'orders[1]', hint: '' },
        ],
      },
    ]);
  });
});

describe('definitions that cannot work', () => {
  const buckets = compileExpression('buckets');
  const value = compileExpression('total');
  const none = undefined;

  it.each<[string, Partial<MetricDefinition>, Partial<RuleDefinition>]>([
    [
      'is missing: a gauge needs value, an expression such as total.amount, or a constant',
      {},
      { value: none },
    ],
    ['buckets is not for a gauge, which takes value', {}, { buckets }],
    ['states is for a stateset, not for a gauge', { states: ['a'] }, {}],
    ['is missing: a stateset needs states, an array of strings', { type: 'stateset' }, {}],
    ['states must be distinct and not empty', { type: 'stateset', states: ['a', 'a'] }, {}],
    [
      'is missing: a histogram needs buckets, an expression that returns an object of upper bounds and cumulative counts',
      { type: 'histogram' },
      { value: none },
    ],
    [
      'value is not for a histogram, which takes buckets, count and sum',
      { type: 'histogram' },
      { value, buckets },
    ],
    [
      'the scale of a histogram must be more than 0',
      { type: 'histogram' },
      { value: none, buckets, scale: 0 },
    ],
    [
      'is missing: a summary needs sum, an expression that returns the sum of all observations',
      { type: 'summary' },
      { value: none, count: value },
    ],
    [
      'the label le is reserved in a histogram: choose another name',
      { type: 'histogram' },
      { value: none, buckets, staticLabels: { le: '1' } },
    ],
    [
      'the label m is reserved in a stateset: choose another name',
      { type: 'stateset', states: ['a'] },
      { labels: [{ name: 'm', expression: value }] },
    ],
    ['fill names state, which is not one of the labels', {}, { fill: { state: ['a'] } }],
    [
      'fill cannot be combined with labelsFrom',
      {},
      { fill: { id: ['a'] }, labelsFrom: [{ map: value, prefix: '', allow: [] }] },
    ],
  ])('%s', (message, ofMetric, ofRule) => {
    const definition = metric('m', [rule(ofRule)], ofMetric);

    expect(definitionProblems(definition).map((problem) => problem.message)).toEqual([message]);
    expect(() => compileExtraction([definition], limits)).toThrow(`m: ${message}`);
  });

  it('are told with their rule and key', () => {
    const definition = metric('m', [rule(), rule({ fill: { state: ['a'] } })]);

    expect(definitionProblems(definition)).toEqual([
      {
        rule: 1,
        path: ['fill', 'state'],
        message: 'fill names state, which is not one of the labels',
      },
    ]);
  });
});
