import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/expression/expression.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { worldOf } from './environment.ts';

function definitionsOf(collector: readonly string[], metrics: readonly string[]) {
  const text = `
collectors:
  shop:
    http: { url: http://shop.example }
${collector.map((line) => `    ${line}\n`).join('')}
    metrics:
${metrics.map((line) => `      ${line}\n`).join('')}
`;
  return parseConfig(text, 'polyprom.yaml', worldOf()).collectors[0]?.definitions ?? [];
}

/** With the text of an expression in its place. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Map) return value;
  if (isExpression(value)) return value.text;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, plain(part)]),
  );
}

function isExpression(value: object): value is Expression {
  return 'evaluate' in value;
}

describe('the definitions of a collector', () => {
  it('have what the configuration says, and the defaults', () => {
    const metrics =
      "a: { help: A., value: x, default: 0, map: { 'UP': 1 }, scale: 2, onMissing: skip }";
    expect(plain(definitionsOf(['decode: json'], [metrics]))).toEqual([
      {
        name: 'a',
        help: 'A.',
        type: 'gauge',
        rules: [
          {
            items: { over: 'document' },
            labels: [],
            staticLabels: {},
            value: 'x',
            default: 0,
            map: new Map([['UP', 1]]),
            scale: 2,
            onMissing: 'skip',
          },
        ],
      },
    ]);
  });

  it.each([
    ['value: v', { over: 'each', expression: 'orders', within: [] }],
    ['value: v, each: lines', { over: 'each', expression: 'lines', within: [] }],
    ['value: v, each: $root', { over: 'each', expression: '$root', within: [] }],
    ['value: v, entries: nodes', { over: 'entries', expression: 'nodes', within: [] }],
    ['value: v, each: [a, b, c]', { over: 'each', expression: 'c', within: ['a', 'b'] }],
    [
      'value: v, each: [a, b], entries: c',
      { over: 'entries', expression: 'c', within: ['a', 'b'] },
    ],
  ])('iterate as the rule says, else as the collector does: %s', (rule, items) => {
    const [definition] = definitionsOf(['each: orders'], [`a: { help: A., ${rule} }`]);
    expect(plain(definition?.rules[0]?.items)).toEqual(items);
  });

  it('have the labels of the collector unless the rule has one of that name, sorted', () => {
    const collector = ['labels: { z: cz, b: cb, a: ca }', 'staticLabels: { s: cs, t: ct, u: cu }'];
    const rule = 'labels: { s: rs, b: rb }, staticLabels: { a: ra, t: rt }';
    const [definition] = definitionsOf(collector, [`a: { help: A., value: v, ${rule} }`]);
    expect(plain(definition?.rules[0])).toMatchObject({
      labels: [
        { name: 'b', expression: 'rb' },
        { name: 's', expression: 'rs' },
        { name: 'z', expression: 'cz' },
      ],
      staticLabels: { u: 'cu', a: 'ra', t: 'rt' },
    });
  });

  it('keep the order of rules, and tell nothing of the order of a map', () => {
    const [a, b] = definitionsOf(
      ['each: orders'],
      [
        'b: { help: B., rules: [{ value: v2 }, { value: v1, each: x }] }',
        'a: { help: A., value: v }',
      ],
    );
    expect(a?.name).toBe('a');
    expect(plain(b?.rules)).toMatchObject([
      { value: 'v2', items: { expression: 'orders' } },
      { value: 'v1', items: { expression: 'x' } },
    ]);
  });

  it('leave the value of an info metric out', () => {
    const [definition] = definitionsOf(['each: x'], ['a_info: { help: A., type: info }']);
    expect(definition).toMatchObject({ type: 'info', rules: [{ value: undefined }] });
  });

  it.each([
    [
      'map: { "1": 1, "*": 2, "true": 3 }',
      [
        ['1', 1],
        ['*', 2],
        ['true', 3],
      ],
    ],
    [
      'map: [{ from: 1, to: 1 }, { from: "*", to: 2 }, { from: true, to: 3 }]',
      [
        ['1', 1],
        ['*', 2],
        ['true', 3],
      ],
    ],
  ])('read a value map as a map or as a list: %s', (map, entries) => {
    const [definition] = definitionsOf(['each: x'], [`a: { help: A., value: v, ${map} }`]);
    expect([...(definition?.rules[0]?.map ?? [])]).toEqual(entries);
  });

  it('take a number or a boolean as a constant', () => {
    const metrics = [
      'a: { help: A., value: 5, labels: { t: true } }',
      'b: { help: B., value: false }',
    ];
    const [a, b] = definitionsOf(['each: x'], metrics);
    const scope = { root: null, now: 0 };
    expect(a?.rules[0]?.value?.evaluate(null, scope)).toBe(5);
    expect(a?.rules[0]?.labels[0]?.expression.evaluate(null, scope)).toBe(true);
    expect(b?.rules[0]?.value?.evaluate(null, scope)).toBe(false);
  });
});

describe('a loaded collector', () => {
  it('has its source, its limits in bytes and its time in milliseconds, by name', () => {
    const text = `
collectors:
  b: { demo: {}, timeout: 1m30s, limits: { bodySize: 1KiB } }
  a: { demo: {} }
`;
    const { collectors } = parseConfig(text, 'polyprom.yaml', worldOf());
    expect(collectors).toEqual([
      expect.objectContaining({
        name: 'a',
        source: { kind: 'demo', options: {} },
        timeout: undefined,
        limits: { bodySize: 10_485_760, samples: 100_000, labelValueLength: 1024 },
        definitions: [],
      }),
      expect.objectContaining({
        name: 'b',
        timeout: 90_000,
        limits: { bodySize: 1024, samples: 100_000, labelValueLength: 1024 },
      }),
    ]);
  });
});
