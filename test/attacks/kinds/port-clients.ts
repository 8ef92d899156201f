import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, Scene } from '../harness/attack.ts';
import { answerJson, gauge, range } from '../harness/answers.ts';

/** A collector of many series with long labels, which every page holds. */
function largePage(series: number) {
  return {
    collectors: (url: string) => ({
      shop: {
        cache: '10m',
        http: { url },
        each: 'items',
        labels: { id: 'id' },
        metrics: { shop_item_value: { help: 'A value.', value: 'v' } },
      },
    }),
    answer: (_request: unknown, response: ServerResponse) =>
      answerJson(response, {
        items: range(series, (v) => ({ id: `item-${v}-`.padEnd(100, 'x'), v })),
      }),
  };
}

/** Opens connections that send this, and never read unless `reads` says so. */
function openSockets({ port }: Scene, count: number, sent: string | Buffer): Socket[] {
  return range(count, () => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.pause();
    if (sent.length > 0) socket.write(sent);
    return socket;
  });
}

function destroyAll(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.destroy();
}

export const pipelining: Attack = {
  name: 'pipelining',
  about: '1,000 requests for a page of 10,000 series in one packet, whose answers nobody reads.',
  ...largePage(10_000),
  async run(scene) {
    await scene.scrape(['shop']);
    const request = 'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1000);
    const sockets = openSockets(scene, 1, request);
    await sleep(5000);
    scene.check((await scene.scrape(['shop'])).succeeded('shop'), 'no scrape goes through');
    destroyAll(sockets);
  },
};

export const pipeliningWide: Attack = {
  name: 'pipelining-wide',
  about: '50 connections with 100 requests each in one packet, whose answers are thrown away.',
  ...largePage(10_000),
  async run(scene) {
    await scene.scrape(['shop']);
    const request = 'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100);
    const sockets = openSockets(scene, 50, request);
    for (const socket of sockets) socket.resume();
    await sleep(5000);
    destroyAll(sockets);
  },
};

export const pipeliningPacked: Attack = {
  name: 'pipelining-packed',
  about: '50 connections that each send a packet of 2,500 requests for nothing, over and over.',
  async run(scene) {
    const packet = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2500);
    for (let count = 0; count < 10; count += 1) {
      const sockets = openSockets(scene, 50, packet);
      for (const socket of sockets) socket.resume();
      await sleep(400);
      destroyAll(sockets);
    }
  },
};

export const slowReaders: Attack = {
  name: 'slow-readers',
  about: '200 clients that request a page of 3 MB and do not read it.',
  ...largePage(20_000),
  async run(scene) {
    await scene.scrape(['shop']);
    const sockets = openSockets(scene, 200, 'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(8000);
    scene.check((await scene.scrape(['shop'])).succeeded('shop'), 'no scrape goes through');
    destroyAll(sockets);
  },
};

export const slowReadersOfGzip: Attack = {
  name: 'slow-readers-gzip',
  about:
    '100 clients that request the page compressed, each in another format, and do not read it.',
  ...largePage(20_000),
  async run(scene) {
    await scene.scrape(['shop']);
    const formats = ['text/plain; version=0.0.4', 'application/openmetrics-text; version=1.0.0'];
    const sockets = formats.flatMap((accept) =>
      openSockets(
        scene,
        50,
        `GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: ${accept}\r\nAccept-Encoding: gzip\r\n\r\n`,
      ),
    );
    await sleep(5000);
    destroyAll(sockets);
  },
};

export const scrapeFlood: Attack = {
  name: 'scrape-flood',
  about: '300 scrapes at once of a page of 10,000 series, over and over.',
  ...largePage(10_000),
  async run({ scrape, get }) {
    await scrape(['shop']);
    const until = performance.now() + 5000;
    while (performance.now() < until) {
      await Promise.all(
        range(300, () => get('/metrics', { timeoutMs: 10_000 }).catch(() => undefined)),
      );
    }
  },
};

export const scrapeFloodOfNames: Attack = {
  name: 'scrape-flood-names',
  about: '200 scrapes at once, each of other metrics, so that none can share what another gets.',
  ...largePage(10_000),
  async run({ scrape, get }) {
    await scrape(['shop']);
    const until = performance.now() + 5000;
    while (performance.now() < until) {
      await Promise.all(
        range(200, (index) =>
          get(`/metrics?name[]=shop_item_value&name[]=polyprom_${index}`, {
            timeoutMs: 10_000,
          }).catch(() => undefined),
        ),
      );
    }
  },
};

export const slowloris: Attack = {
  name: 'slowloris',
  about: '500 connections that send a header now and then, and never finish a request.',
  async run(scene) {
    const sockets = openSockets(scene, 500, 'GET /metrics HTTP/1.1\r\nHost: a\r\n');
    for (let count = 0; count < 8; count += 1) {
      await sleep(500);
      for (const socket of sockets) socket.write(`x-${count}: a\r\n`);
    }
    const page = await scene.get('/-/healthy', { timeoutMs: 5000 }).catch(() => undefined);
    scene.check(page?.status === 200, 'nobody else is answered');
    destroyAll(sockets);
  },
};

export const manyConnections: Attack = {
  name: 'many-connections',
  about: '3,000 connections that send nothing.',
  async run(scene) {
    const sockets = openSockets(scene, 3000, '');
    await sleep(3000);
    destroyAll(sockets);
    await sleep(500);
    const page = await scene.get('/-/healthy', { timeoutMs: 5000 }).catch(() => undefined);
    scene.check(page?.status === 200, 'nobody is answered afterwards');
  },
};

export const endlessBodies: Attack = {
  name: 'request-bodies',
  about: 'Requests whose bodies never end: 20 clients that send as fast as they can.',
  async run(scene) {
    const part = Buffer.alloc(64 * 1024, 'x');
    const header = 'POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000000\r\n\r\n';
    let sent = 0;
    const sockets = openSockets(scene, 20, header);
    for (const socket of sockets) {
      socket.resume();
      socket.on('drain', () => send(socket));
      send(socket);
    }
    await sleep(4000);
    destroyAll(sockets);
    scene.check(sent < 200e6, `${Math.round(sent / 1e6)} MB of bodies were read in 4 s`);

    function send(socket: Socket): void {
      while (!socket.destroyed && socket.writable) {
        sent += part.length;
        if (!socket.write(part)) return;
      }
    }
  },
};

export const oddRequests: Attack = {
  name: 'odd-requests',
  quick: true,
  about: 'Requests that no client sends: methods, versions, lengths, headers, paths, upgrades.',
  async run(scene) {
    const requests = [
      `GET /${'a'.repeat(15_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET /metrics?${'a[]=b&'.repeat(2500)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: ${'a/b;q=0.1,'.repeat(1500)}\r\n\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: ${';q='.repeat(5000)}\r\n\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: text/plain;${' '.repeat(15_000)}\r\n\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: a\r\nAccept-Encoding: ${'gzip;q=0,'.repeat(1500)}\r\n\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: a\r\nIf-None-Match: ${'"a",'.repeat(3500)}\r\n\r\n`,
      'GET /metrics HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
      'GET /metrics HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n',
      'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'GET //%2e%2e/%00 HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /collectors/%ff/debug HTTP/1.1\r\nHost: a\r\n\r\n',
      `GET /metrics HTTP/1.1\r\n${'x: y\r\n'.repeat(5000)}\r\n`,
      '\0'.repeat(10_000),
    ];
    for (const request of requests) {
      const sockets = openSockets(scene, 5, request);
      for (const socket of sockets) socket.resume();
      await sleep(60);
      destroyAll(sockets);
    }
  },
};

export const manyNames: Attack = {
  name: 'many-names',
  quick: true,
  about:
    'collect[] 2,000 times, of which those behind the 1,000th must not be left out in silence.',
  collectors: (url) => ({ last: gauge('last', url) }),
  answer: (_request, response) => answerJson(response, { v: 1 }),
  async run({ get, check }) {
    const many = `${'collect[]=neighbour0&'.repeat(600)}collect[]=last`;
    const answer = await get(`/metrics?${many}`, { timeoutMs: 10_000 });
    const isWhole = answer.status === 200 && answer.text.includes('last_value 1\n');
    check(isWhole || answer.status >= 400, `600 names: ${answer.status} without the last one`);
    const short = await get(`/metrics?${'name[]=x&'.repeat(1100)}name[]=last_value`);
    check(
      short.status >= 400 || short.text.includes('last_value 1\n'),
      `1,101 values of name[]: ${short.status}, and the last one is ignored`,
    );
    const shorter = await get(`/metrics?${'c&'.repeat(1100)}collect[]=last`);
    check(
      shorter.status >= 400 || !shorter.text.includes('collector="neighbour0"'),
      `a collect[] behind 1,100 others: ${shorter.status}, and it is ignored`,
    );
  },
};
