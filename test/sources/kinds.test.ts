import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCollectors } from '../../src/config/collectors.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { systemClock } from '../../src/engine/clock.ts';
import type { Source } from '../../src/engine/source.ts';
import { close, portOf } from '../../src/server/listen.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { documentResources } from '../documents/resources.ts';
import { examples, secret } from './examples.ts';

const upstream = createServer((_request, response) => {
  response.end('{"items": [{"n": "a", "v": 1}, {"n": "b", "v": 2}, {"n": "b", "v": 3}]}');
});
let url = '';

beforeAll(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  url = `http://127.0.0.1:${portOf(upstream)}/`;
});

afterAll(() => close(upstream, 0));

async function createSource(collector: string): Promise<Source> {
  const environment = {
    env: {},
    readFile: () => {
      throw new Error('no files here');
    },
  };
  const loaded = parseConfig(`collectors: { example: { ${collector} } }`, 'test.yaml', environment);
  const [created] = await createCollectors(loaded.collectors, {
    clock: systemClock,
    connections: createConnections(() => systemClock.monotonic()),
    ...documentResources(),
    ...environment,
  });
  return created!.source;
}

describe.each(Object.entries(examples))('every kind of source: %s', (_kind, example) => {
  const { signal } = new AbortController();

  it('says the same thing twice when nothing changed', async () => {
    const source = await createSource(example({ url }).works);

    const first = await source.collect({ signal });
    const second = await source.collect({ signal });

    expect(second.families).toEqual(first.families);
    expect(first.families.length).toBeGreaterThan(0);
  });

  it('gives families that are well made', async () => {
    const { families } = await (await createSource(example({ url }).works)).collect({ signal });

    for (const { name, help, labelNames, labelValues, values, suffixes } of families) {
      expect(name).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
      expect(help).not.toBe('');
      expect(labelNames).toEqual(labelNames.toSorted());
      expect(labelValues).toHaveLength(labelNames.length * values.length);
      expect(suffixes?.length ?? values.length).toBe(values.length);
      const series = Array.from(values, (_, row) =>
        JSON.stringify([
          suffixes?.[row],
          labelValues.slice(row * labelNames.length, (row + 1) * labelNames.length),
        ]),
      );
      expect(new Set(series).size).toBe(values.length);
    }
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  });

  it('fails with an error that says what it was doing, and no secret', async () => {
    const { fails } = example({ url });
    if (fails === undefined) return;
    const error: unknown = await (
      await createSource(fails)
    )
      .collect({ signal })
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toMatch(/127\.0\.0\.1/);
    expect(String(error)).not.toContain(secret);
  });

  it('ends soon when the signal fires', async () => {
    const ending = new AbortController();
    const collecting = (await createSource(example({ url }).works)).collect({
      signal: ending.signal,
    });
    ending.abort(new Error('over'));

    const [ended] = await Promise.allSettled([collecting]);
    expect(ended.status === 'fulfilled' || ended.reason instanceof Error).toBe(true);
  });
});
