import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CollectionError } from '../../src/engine/source.ts';
import { describeFailure } from '../../src/http-client/exchange/network-error.ts';
import { RequestFailure } from '../../src/http-client/exchange/request-failure.ts';
import { createReader } from './reader.ts';
import { freePort, json, startServer, startTcpServer } from './server.ts';

function deadline(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new CollectionError('timeout', 'no result within 0.1 s')), ms);
  return controller.signal;
}

describe('without an answer the message says how far it got', () => {
  it('a name that there is not', async () => {
    const failure = await createReader({ url: 'http://nowhere.invalid/x' }).failure();

    expect(failure.reason).toBe('connection');
    expect(failure.message).toMatch(
      /^GET http:\/\/nowhere\.invalid\/x: cannot look up nowhere\.invalid: (no such host \(ENOTFOUND\)|the name server did not respond \(EAI_AGAIN\))$/,
    );
  });

  it('a port on which nothing listens', async () => {
    const port = await freePort();

    const failure = await createReader({ url: `http://127.0.0.1:${port}/` }).failure();

    expect(failure.message).toBe(
      `GET http://127.0.0.1:${port}/: cannot connect to 127.0.0.1:${port}: connection refused: nothing listens there`,
    );
  });

  it('a connection that ends before an answer', async () => {
    const { url } = await startTcpServer((socket) => socket.once('data', () => socket.end()));

    expect((await createReader({ url }).failure()).message).toBe(
      `GET ${url}/: the connection was closed before a response arrived`,
    );
  });

  it('a connection that is reset', async () => {
    const { url } = await startTcpServer((socket) =>
      socket.once('data', () => socket.resetAndDestroy()),
    );

    expect((await createReader({ url }).failure()).message).toBe(
      `GET ${url}/: the connection was closed before a response arrived`,
    );
  });

  it('an answer that is not HTTP', async () => {
    const { url } = await startTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n'));

    expect((await createReader({ url }).failure()).message).toBe(
      `GET ${url}/: the response does not begin with a status line of HTTP, but with "220 mail.example ESMTP"`,
    );
  });

  it('headers that never end', async () => {
    const { url } = await startTcpServer((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)),
    );

    expect((await createReader({ url }).failure()).message).toBe(
      `GET ${url}/: the headers of the response are larger than 16 KiB`,
    );
  });
});

describe('at the deadline the message says what was waited for', () => {
  it('the answer', async () => {
    const { url } = await startServer(() => {});

    const failure = await createReader({ url }).failure(deadline(100));

    expect(failure).toMatchObject({
      reason: 'timeout',
      message: `GET ${url}/: no result within 0.1 s: was waiting for the response`,
    });
  });

  it('the rest of the body', async () => {
    const { url } = await startServer((_, response) => response.write('[1,'));

    const { message } = await createReader({ url }).failure(deadline(100));

    expect(message).toBe(
      `GET ${url}/: no result within 0.1 s: was reading the body, 3 bytes so far`,
    );
  });

  it('the TLS handshake', async () => {
    const { port } = await startTcpServer(() => {});
    const url = `https://127.0.0.1:${port}`;

    const { message } = await createReader({ url }).failure(deadline(100));

    expect(message).toBe(
      `GET ${url}/: no result within 0.1 s: was in the TLS handshake with 127.0.0.1:${port}`,
    );
  });

  it('the connection is given up, and the next collection has its own', async () => {
    let slow = true;
    const closed = Promise.withResolvers<void>();
    const { url } = await startServer((_, response) => {
      response.on('close', () => closed.resolve());
      if (!slow) json(response, { a: 1 });
    });
    const reader = createReader({ url });

    await reader.failure(deadline(50));
    slow = false;

    expect(await reader.values()).toEqual([{ a: 1 }]);
    await closed.promise;
  });

  it('a signal that has fired already sends nothing', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));
    const reason = new CollectionError('timeout', 'too late');

    const { message } = await createReader({ url }).failure(AbortSignal.abort(reason));

    expect(message).toContain('too late');
    expect(seen).toEqual([]);
  });
});

describe('a kept connection that the server has closed', () => {
  it('costs nothing: a request that may be repeated is sent again', async () => {
    let answered = 0;
    const { url } = await startTcpServer((socket) => {
      socket.on('data', () => {
        answered += 1;
        // The second request on this connection meets the end of it.
        if (answered === 2) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n7');
      });
    });
    const reader = createReader({ url });

    expect(await reader.values()).toEqual([7]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await reader.values()).toEqual([7]);
    expect(answered).toBe(3);
  });

  it('fails a POST, which may not be repeated', async () => {
    let asked = 0;
    const { url } = await startTcpServer((socket) =>
      socket.once('data', () => {
        asked += 1;
        socket.resetAndDestroy();
      }),
    );

    await createReader({ url, method: 'POST', keepAlive: true }).failure();

    expect(asked).toBe(1);
  });
});

describe('addresses', () => {
  it('of IPv6 work as they are', async () => {
    const { url, seen } = await startServer((_, response) => json(response, { a: 6 }), {
      host: '::1',
    });

    expect(await createReader({ url }).values()).toEqual([{ a: 6 }]);
    expect(seen[0]?.headers.host).toBe(url.replace('http://', ''));
  });

  it('of a name are looked up', async () => {
    const { port } = await startServer((_, response) => json(response, { a: 1 }));

    expect(await createReader({ url: `http://localhost:${port}` }).values()).toEqual([{ a: 1 }]);
  });

  it('that all fail are all named', async () => {
    const port = await freePort();
    const socket = connect({
      host: 'both.example',
      port,
      autoSelectFamily: true,
      lookup: (_, __, done) => {
        done(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
        ]);
      },
    });
    const [cause] = await once(socket, 'error').catch((error: unknown) => [error]);
    const url = new URL(`http://both.example:${port}`);

    const failure = new RequestFailure({ phase: 'connect', url, doing: '', via: undefined }, cause);

    expect(describeFailure(failure)).toMatchObject({
      message: `cannot connect to both.example:${port} at any of its IP addresses: 127.0.0.1:${port} (connection refused: nothing listens there), [::1]:${port} (connection refused: nothing listens there)`,
    });
  });
});
