import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { CollectionError } from '../../src/engine/source.ts';
import { extractDocuments, type RawDocument } from '../../src/sources/document.ts';
import { compileRules, packRules } from '../../src/sources/large/rules.ts';
import { createExtractionThread } from '../../src/sources/large/thread.ts';

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
  return packRules(collector!);
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

it('makes the same of documents as the event loop would', async () => {
  const thread = createExtractionThread();
  const never = new AbortController().signal;

  for (const orders of [2, 6000]) {
    const here = extractDocuments([document(orders)], compileRules(rules()), now);
    const there = await thread.run({ rules: rules(), documents: [document(orders)], now }, never);

    expect(there).toEqual(here);
    expect(there.families.map(({ name }) => name)).toContain('shop_order_infinite');
    expect(there.skips).not.toEqual([]);
  }
});

it('fails as the event loop would', async () => {
  const thread = createExtractionThread();
  const never = new AbortController().signal;
  const broken = { ...document(1), bytes: Buffer.from('{"orders": [}') };
  const few = rules('    limits: { samples: 3 }\n');

  for (const [packed, documents, reason] of [
    [rules(), [broken], 'decode'],
    [few, [document(9)], 'extract'],
  ] as const) {
    const failure: unknown = await thread
      .run({ rules: packed, documents, now }, never)
      .catch((error: unknown) => error);
    const again = { rules: packed, documents: [broken], now };

    expect(failure).toMatchObject({ reason });
    expect(failure).toBeInstanceOf(CollectionError);
    await expect(thread.run(again, never)).rejects.toThrow('GET http://x/');
  }
});

it('ends a job whose time is over, and goes on with the next', async () => {
  const thread = createExtractionThread();
  const hurry = new AbortController();
  const never = new AbortController().signal;
  const job = { rules: rules(), documents: [document(500_000)], now };
  const first = thread.run(job, hurry.signal);
  const second = thread.run({ ...job, documents: [document(2)] }, never);
  // By then it is at work, and would be for a while.
  setTimeout(() => hurry.abort(new CollectionError('timeout', 'no result within 1 s')), 150);

  await expect(first).rejects.toThrow('no result within 1 s');
  expect((await second).samples.get('shop_seconds')).toBe(1);
});
