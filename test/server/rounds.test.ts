import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createTurns } from '../../src/engine/turns.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { close } from '../../src/server/listen.ts';
import { createRounds, type Ask } from '../../src/server/rounds.ts';
import { rawClient, readAll, requestFor } from './raw-client.ts';
import { serve } from './serving.ts';

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

function ask(...metrics: readonly string[]): Ask {
  return { selection: { collectors: [], metrics }, within: 1000 };
}

describe('scrapes that come at once', () => {
  it('share one round where they ask for the same', async () => {
    const begun: Ask[] = [];
    const families: MetricFamily[] = [];
    const rounds = createRounds(async (asked) => {
      begun.push(asked);
      return families;
    }, createTurns());

    const results = await Promise.all([
      rounds(ask('a')),
      rounds(ask('a')),
      rounds(ask('b')),
      rounds({ ...ask('a'), within: 2000 }),
    ]);

    expect(results.every((result) => result === families)).toBe(true);
    expect(begun).toEqual([ask('a'), ask('b'), { ...ask('a'), within: 2000 }]);
  });

  it('share the failure of a round as well', async () => {
    const rounds = createRounds(() => Promise.reject(new Error('no such')), createTurns());

    await expect(Promise.all([rounds(ask()), rounds(ask())])).rejects.toThrow('no such');
    await expect(rounds(ask())).rejects.toThrow('no such');
  });

  it('do not join a round that has begun', async () => {
    const { promise, resolve } = Promise.withResolvers<readonly MetricFamily[]>();
    let begun = 0;
    const rounds = createRounds(() => {
      begun += 1;
      return begun === 1 ? promise : Promise.resolve([]);
    }, createTurns());
    const first = rounds(ask());
    await Promise.resolve();
    await Promise.resolve();

    await rounds(ask());
    resolve([]);
    await first;

    expect(begun).toBe(2);
  });

  it('cost the server a few rounds, not one each', async () => {
    let rounds = 0;
    const { url, server } = await serve({
      runtimeMetrics: async () => {
        rounds += 1;
        work(10);
        return [];
      },
    });
    ends.push(() => close(server, 0));

    const clients = Array.from({ length: 60 }, () => rawClient(url));
    for (const client of clients) client.write(requestFor('/-/healthy'));
    await Promise.all(clients.map((client) => once(client, 'data')));
    // Together, so that the server finds them all at once.
    for (const client of clients) client.write(requestFor('/metrics', 'Connection: close\r\n'));
    const pages = await Promise.all(clients.map(readAll));

    expect(pages.every((page) => page.includes('shop_orders 1\n'))).toBe(true);
    expect(rounds).toBeLessThan(30);
  });
});
