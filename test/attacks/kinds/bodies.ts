import type { Attack } from '../harness/attack.ts';
import { gauge, range } from '../harness/answers.ts';

const part = Buffer.alloc(Math.floor(9.9 * 2 ** 20), ' ');
const names = range(30, (index) => `body${index}`);

/** By its own deadline, which says what it was doing: reading, or waiting for memory or for a process. */
const waited =
  /no result within 6 s: .*(?:bytes so far|waiting for memory|was waiting for a reader process|was read for \d)/;

function atOnce(name: string, about: string, ends: boolean): Attack {
  return {
    name,
    about,
    collectors: (url) =>
      Object.fromEntries(names.map((each) => [each, gauge(each, url, { timeout: '6s' })])),
    answer(_request, response) {
      response.setHeader('content-type', 'application/json');
      response.setHeader('content-length', part.length + 7);
      response.write(part);
      if (ends) response.end('{"v":1}');
    },
    async run({ scrape, expectEnd, expectFailure, check, alive }) {
      const page = await scrape(names, 15);
      if (!alive()) return;
      const good = names.filter((each) => page.succeeded(each)).length;
      if (ends) check(good > 0, 'none of the whole bodies was read');
      for (const each of names) {
        if (ends) await expectEnd(each, waited, 6);
        else await expectFailure(each, waited, 6);
      }
    },
  };
}

export const bodiesAtOnce = atOnce(
  'bodies-at-once',
  '30 collectors whose documents of 9.9 MiB arrive together.',
  true,
);

export const bodiesThatHang = atOnce(
  'bodies-that-hang',
  '30 collectors whose documents of 9.9 MiB arrive together and never end.',
  false,
);

export const manyPages: Attack = {
  name: 'many-pages',
  about: 'One collector with 30 pages of 9.9 MiB.',
  collectors: (url) => ({
    pages: gauge('pages', url, {
      timeout: '10s',
      http: { url, pagination: { next: 'next', limit: 30 } },
    }),
  }),
  answer({ url = '' }, response) {
    const page = Number(url.split('=')[1] ?? 0) + 1;
    response.setHeader('content-type', 'application/json');
    response.write(part);
    response.end(JSON.stringify({ v: page, next: `?page=${page}` }));
  },
  async run({ scrape, expectFailure }) {
    await scrape(['pages'], 15);
    await expectFailure('pages', /bodySize|limit|bytes|memory/i, 10);
  },
};

export const tinyChunks: Attack = {
  name: 'tiny-chunks',
  about: 'A document of 2 million chunks of one byte.',
  collectors: (url) => ({ chunks: gauge('chunks', url) }),
  answerRaw(socket) {
    const chunks = Buffer.from('1\r\n \r\n'.repeat(5000));
    let left = 400;
    socket.once('data', () => {
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      socket.on('drain', send);
      send();
    });

    function send(): void {
      while (left > 0 && !socket.destroyed) {
        left -= 1;
        if (!socket.write(chunks)) return;
      }
      if (!socket.destroyed) socket.end('7\r\n{"v":1}\r\n0\r\n\r\n');
    }
  },
  async run({ scrape, expectEnd }) {
    await scrape(['chunks']);
    await expectEnd('chunks', /no result within 5 s: .*\d bytes so far/, 5);
  },
};

export const slowBody: Attack = {
  name: 'slow-body',
  quick: true,
  about: 'A document of which one byte a second arrives, and one whose headers never end.',
  collectors: (url) => ({
    body: gauge('body', `${url}/body`, { timeout: '2s' }),
    headers: gauge('headers', `${url}/headers`, { timeout: '2s' }),
    informed: gauge('informed', `${url}/informed`, { timeout: '2s' }),
  }),
  answerRaw(socket) {
    socket.once('data', (request: Buffer) => {
      const kind = request.toString('latin1').split(' ')[1];
      if (kind === '/body') socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
      else if (kind === '/headers') socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => {
        if (kind === '/body') socket.write('{');
        else if (kind === '/headers') socket.write(`x-${Date.now()}: a\r\n`);
        else socket.write('HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n'.repeat(100));
      }, 50);
      socket.on('close', () => clearInterval(timer));
    });
  },
  async run({ scrape, expectFailure }) {
    await scrape(['body', 'headers', 'informed'], 4);
    for (const name of ['body', 'headers', 'informed']) {
      await expectFailure(name, /no result within 2 s|headers/, 2);
    }
  },
};

export const headerFlood: Attack = {
  name: 'header-flood',
  quick: true,
  about: 'Answers of endless headers, of 2,000 cookies, and redirects that never end.',
  collectors: (url) => ({
    endless: gauge('endless', `${url}/endless`, { timeout: '3s' }),
    redirects: gauge('redirects', `${url}/redirects`, { timeout: '3s' }),
  }),
  answerRaw(socket) {
    socket.on('data', (request: Buffer) => {
      const path = request.toString('latin1').split(' ')[1];
      if (path === '/endless') {
        socket.write(`HTTP/1.1 200 OK\r\n${'x-header: abcdefghijklmnop\r\n'.repeat(100_000)}`);
      } else {
        socket.write(
          `HTTP/1.1 302 Found\r\nLocation: /r${Date.now()}\r\nSet-Cookie: ${'c'.repeat(8000)}\r\nContent-Length: 0\r\n\r\n`,
        );
      }
    });
  },
  async run({ scrape, expectFailure }) {
    await scrape(['endless', 'redirects'], 5);
    await expectFailure('endless', /header/i, 3);
    await expectFailure('redirects', /redirect/i, 3);
  },
};

export const nonsense: Attack = {
  name: 'answers-of-nonsense',
  quick: true,
  about: 'Upstreams that send bytes which are no HTTP, wrong lengths, two lengths, early ends.',
  collectors: (url) =>
    Object.fromEntries(
      Object.keys(broken).map((kind) => [kind, gauge(kind, `${url}/${kind}`, { timeout: '2s' })]),
    ),
  answerRaw(socket) {
    socket.once('data', (request: Buffer) => {
      const kind = request.toString('latin1').split(' ')[1]?.slice(1) ?? '';
      socket.end(broken[kind] ?? '');
    });
  },
  async run({ scrape, expectFailure }) {
    await scrape(Object.keys(broken), 4);
    for (const kind of Object.keys(broken)) await expectFailure(kind, /./, 2);
  },
};

const broken: Readonly<Record<string, string>> = {
  nothing: '',
  noise: '\0\u0001\u0002'.repeat(10_000),
  long_status: `HTTP/1.1 ${'9'.repeat(100_000)} OK\r\n\r\n`,
  short: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"v":',
  lengths: 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 8\r\n\r\n{"v":1}',
  negative: 'HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\n{"v":1}',
  chunk: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(1000)}\r\n`,
  encoding: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\n{"v":1}',
};
