import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/expression/expression.ts';
import { createCollectors } from '../../src/config/collectors.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { documentResources } from '../documents/resources.ts';
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

  it('have what the other types need', () => {
    const [histogram, orders, state, pods, size] = definitionsOf(
      ['each: x'],
      [
        'a: { help: A., type: histogram, buckets: b, count: c, sum: s }',
        'b: { help: B., value: v, labels: { l: l }, timestamp: t, fill: { l: [x, y] } }',
        'c: { help: C., type: stateset, states: [on_, off_], value: v }',
        "d: { help: D., value: v, labelsFrom: [{ map: m, allow: [a, 'b/*'] }] }",
        'e: { help: E., type: summary, quantiles: q, count: c, sum: s, unit: bytes }',
      ],
    );
    expect(plain(histogram)).toMatchObject({
      type: 'histogram',
      rules: [{ buckets: 'b', count: 'c', sum: 's' }],
    });
    expect(plain(orders?.rules[0])).toMatchObject({ timestamp: 't', fill: { l: ['x', 'y'] } });
    expect(state).toMatchObject({ type: 'stateset', states: ['on_', 'off_'] });
    expect(plain(pods?.rules[0])).toMatchObject({
      labelsFrom: [{ map: 'm', prefix: '', allow: ['a', 'b/*'] }],
    });
    expect(plain(size)).toMatchObject({
      type: 'summary',
      unit: 'bytes',
      rules: [{ quantiles: 'q', count: 'c', sum: 's' }],
    });
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
        source: expect.objectContaining({ kind: 'demo' }),
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

describe('when a collector collects', () => {
  it.each([
    ['', { when: 'scrape' }],
    ['interval: 1m', { when: 'interval', every: 60_000, staleAfter: 120_000 }],
    ['interval: 1m, staleAfter: 5m', { when: 'interval', every: 60_000, staleAfter: 300_000 }],
    ['cache: 30s', { when: 'cache', ttl: 30_000, staleIfError: 0 }],
    ['cache: { ttl: 30s }', { when: 'cache', ttl: 30_000, staleIfError: 0 }],
    [
      'cache: { ttl: 30s, staleIfError: 15m }',
      { when: 'cache', ttl: 30_000, staleIfError: 900_000 },
    ],
  ])('is as it says: %s', (keys, schedule) => {
    const text = `collectors: { a: { demo: {}, ${keys} } }`;
    const [collector] = parseConfig(text, 'polyprom.yaml', worldOf()).collectors;
    expect(collector?.schedule).toEqual(schedule);
  });
});

describe('how a collector reads its documents', () => {
  it.each([
    ['', undefined],
    ['decode: json', { json: {} }],
    ['decode: { csv: { separator: ";" } }', { csv: { separator: ';' } }],
    [
      'decode: { text: { pattern: "(?P<a>.)", charset: latin1 } }',
      { text: { pattern: '(?P<a>.)', charset: 'latin1' } },
    ],
  ])('is as it says: %s', (keys, decode) => {
    const text = `collectors: { a: { http: { url: http://a }, ${keys === '' ? '' : `${keys},`} metrics: { m: { help: M., value: v } } } }`;
    const [collector] = parseConfig(text, 'polyprom.yaml', worldOf()).collectors;
    expect(collector?.decode).toEqual(decode);
  });
});

describe('what the engine is told of a collector', () => {
  const context = {
    clock: systemClock,
    connections: createConnections(() => 0),
    ...documentResources(),
    env: {},
    readFile: () => '',
  };
  const optionsOf = async (keys: string) => {
    const { collectors } = parseConfig(`collectors: { a: { ${keys} } }`, 'a.yaml', worldOf());
    return (await createCollectors(collectors, context))[0];
  };
  const metrics = 'metrics: { b: { help: B., value: v }, a: { help: A., value: v } }';

  it('is its schedule, its time and what is expected of it', async () => {
    expect(
      await optionsOf('demo: {}, cache: 1m, timeout: 5s, expect: { samples: 3 }'),
    ).toMatchObject({
      name: 'a',
      schedule: { when: 'cache', ttl: 60_000, staleIfError: 0 },
      timeout: 5000,
      expectedSamples: 3,
      metrics: ['request_processing_seconds'],
    });
  });

  it.each([
    [`http: { url: http://a }, ${metrics}`, ['a', 'b']],
    [`http: { url: http://a }, decode: prometheus`, undefined],
    [`http: { url: http://a }, decode: { prometheus: { drop: [go_.*] } }`, undefined],
  ])('is which metrics it has, where that is known: %s', async (keys, names) => {
    expect((await optionsOf(keys))?.metrics).toEqual(names);
  });
});
