import { unlimited } from '../../src/budget/budget.ts';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { toCollectionError } from '../../src/engine/failure.ts';
import { CollectionError } from '../../src/engine/source.ts';
import { createTrace } from '../../src/extract/trace.ts';
import type { RawDocument } from '../../src/documents/document.ts';
import { createDocumentCollection } from '../../src/documents/document-collection.ts';
import { createOffload } from '../../src/offload/offload.ts';
import { ownMemory } from '../../src/offload/own-memory.ts';
import { createReaderPool } from '../../src/offload/pool.ts';
import { compileRules, packRules } from '../../src/offload/rules.ts';

const now = Date.UTC(2026, 0, 1);

const config = `
collectors:
  shop:
    http: { url: "http://127.0.0.1/" }
    each: orders
    labels: { shop: $root.shop.name, file: $response.url }
    metrics:
      shop_order_value_euros:
        help: Value.
        when: status != 'cancelled'
        labels: { id: id }
        value: total
        scale: 0.01
        timestamp: at
      shop_order_state: { help: State., type: stateset, states: [open, paid], labels: { id: id }, value: status }
      shop_order_one: { help: A constant., labels: { id: id }, value: 1 }
      shop_order_infinite: { help: A constant., labels: { id: id }, value: .inf }
      shop_order_below: { help: A constant., labels: { id: id }, value: -1.5 }
      shop_order_up: { help: Mapped., labels: { id: id }, value: status, map: { "open": 1, "*": 0 } }
      shop_seconds: { help: Now., each: $root, value: now() }
      shop_load: { help: Of nodes., entries: $root.nodes, labels: { node: $key }, value: "@" }
`;

function rules(limits = '') {
  const environment = { env: {}, readFile: () => '' };
  const [collector] = parseConfig(config + limits, 'test.yaml', environment).collectors;
  return { ...collector!, refusesPages: true, ownPrefixes: [], textfile: false };
}

function here(documents: readonly RawDocument[], limits = '') {
  const trace = createTrace();
  const collection = createDocumentCollection(
    compileRules(packRules(rules(limits))),
    { now, trace },
    unlimited,
  );
  for (const each of documents) collection.add(each);
  return { result: collection.finish(), trace };
}

const readers = createReaderPool({ ...ownMemory(), readers: 1 });
const never = new AbortController().signal;

async function there(
  documents: readonly RawDocument[],
  limits = '',
  signal = never,
  name = 'shop',
) {
  const trace = createTrace();
  const offload = createOffload(readers, rules(limits), name);
  const collection = await offload.begin({ now, trace }, signal);
  try {
    for (const each of documents) await collection.add(each);
    return { result: await collection.finish(), trace };
  } finally {
    collection.close();
  }
}

function document(orders: number): RawDocument {
  const text = JSON.stringify({
    shop: { name: 'north' },
    nodes: { a: 1, b: 'no number' },
    orders: Array.from({ length: orders }, (_, id) => ({
      id,
      total: id === 3 ? null : id * 7,
      status: ['open', 'paid', 'cancelled'][id % 3],
      at: 1_700_000_000 + id,
    })),
  });
  const response = { status: 200, headers: {}, seconds: 0.1, bytes: text.length, url: 'http://x/' };
  return { bytes: Buffer.from(text), name: 'GET http://x/', response };
}

it('makes the same of documents as the event loop would, and traces the same', async () => {
  for (const orders of [2, 6000]) {
    const expected = here([document(orders)]);
    const found = await there([document(orders)]);

    expect(found).toEqual(expected);
    expect(found.result.families.map(({ name }) => name)).toContain('shop_order_infinite');
    expect(found.result.skips).not.toEqual([]);
    expect(found.trace.rules.some(({ skips }) => skips.length > 0)).toBe(true);
  }
});

it('fails as the event loop would', async () => {
  const broken = { ...document(1), bytes: Buffer.from('{"orders": [}') };
  const few = '    limits: { samples: 3 }\n';

  for (const [documents, limits, reason] of [
    [[broken], '', 'decode'],
    [[document(1), broken], '', 'decode'],
    [[document(9)], few, 'extract'],
  ] as const) {
    const failure = await there(documents, limits).then(() => undefined, toCollectionError);

    expect(failure).toMatchObject({ reason });
    expect(() => here(documents, limits)).toThrow(failure?.message);
    await expect(there([broken])).rejects.toThrow('GET http://x/');
  }
});

it('ends a collection whose time is over, and goes on with the next', async () => {
  const hurry = new AbortController();
  const many = '    limits: { samples: 10000000 }\n';
  const first = there([document(500_000)], many, hurry.signal);
  const second = there([document(2)]);
  // By then it is at work, and would be for a while.
  setTimeout(() => hurry.abort(new CollectionError('timeout', 'no result within 1 s')), 600);

  await expect(first).rejects.toThrow('no result within 1 s');
  expect((await second).result.samples.get('shop_seconds')).toBe(1);
});

it('ends the wait of a collection whose turn does not come', async () => {
  const held = await createOffload(readers, rules(), 'other').begin({ now }, never);
  const hurry = AbortSignal.timeout(50);

  await expect(there([document(2)], '', hurry)).rejects.toThrow(
    /was waiting for a reader process, which large documents of other collectors have \(other for 0\.\d s\)/,
  );
  held.close();
  expect((await there([document(2)])).result.samples.get('shop_seconds')).toBe(1);
});

it('goes on after a document for which it has grown', async () => {
  const large = { ...document(2), bytes: Buffer.from(`${' '.repeat(9_000_000)}{"orders":[]}`) };

  for (const each of [large, document(3), large, document(3)]) {
    expect((await there([each])).result.samples.get('shop_seconds')).toBe(1);
  }
});
