import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createTurns } from '../../src/engine/turns.ts';
import { textFormat } from '../../src/exposition/format.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { close, listen, portOf } from '../../src/server/listen.ts';
import { sendPage } from '../../src/server/send-page.ts';
import { createUnsentPages } from '../../src/server/unsent.ts';
import { wideLimits } from './serving.ts';

/** A page of some 6 MB, more than sockets hold, with the number of the scrape as each value. */
function familyOf(scrape: number): MetricFamily {
  const rows = 6000;
  return {
    name: 'shop_orders',
    help: 'Orders.',
    type: 'gauge',
    labelNames: ['shop'],
    labelValues: Array.from({ length: rows }, (_, row) => `${row} ${'x'.repeat(1000)}`),
    values: new Float64Array(rows).fill(scrape),
  };
}

it('a page that a slow client still reads is not written to by the scrapes after it', async () => {
  const sending = {
    renderer: createRenderer(),
    unsent: createUnsentPages(wideLimits),
    turns: createTurns(),
  };
  let scrapes = 0;
  const server = await listen(
    (_request, response) => {
      scrapes += 1;
      const page = {
        families: [familyOf(scrapes)],
        format: textFormat,
        encoding: 'identity',
      } as const;
      void sendPage(response, page, sending);
    },
    { host: '127.0.0.1', port: 0 },
  );
  const slow = connect(portOf(server), '127.0.0.1').pause();
  slow.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await once(server, 'request');

  const pages: string[] = [];
  for (let scrape = 0; scrape < 3; scrape += 1) {
    pages.push(await (await fetch(`http://127.0.0.1:${portOf(server)}/`)).text());
  }
  slow.resume();
  pages.unshift(String(await buffer(slow)));
  await close(server, 0);

  expect(pages.map(numbersOf)).toEqual([['1'], ['2'], ['3'], ['4']]);
});

/** The distinct numbers of a page. */
function numbersOf(page: string): readonly string[] {
  return [...new Set([...page.matchAll(/^shop_orders.* (\d+)$/gm)].map(([, number]) => number!))];
}
