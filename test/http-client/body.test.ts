import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createReader } from './reader.ts';
import { json, startServer, startTcpServer, type Handler } from './server.ts';

const compressors = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
} as const;

const encodings = Object.entries(compressors);

function answering(bytes: Buffer, encoding: string): Handler {
  return (_, response) => {
    response.setHeader('content-encoding', encoding);
    response.end(bytes);
  };
}

const document = Buffer.from('{"a":[1,2,3]}');

describe('a compressed body', () => {
  it.each(encodings)('in %s is read', async (encoding, compress) => {
    const { url } = await startServer(answering(compress(document), encoding));

    const reader = createReader({ url });

    expect(await reader.values()).toEqual([{ a: [1, 2, 3] }]);
    expect(reader.trace.requests).toMatchObject([
      { received: compress(document).length, bytes: 13 },
    ]);
  });

  it('in deflate without the header of zlib is read', async () => {
    const { url } = await startServer(answering(deflateRawSync(document), 'deflate'));

    expect(await createReader({ url }).values()).toEqual([{ a: [1, 2, 3] }]);
  });

  it('in several encodings is read from the last to the first', async () => {
    const { url } = await startServer(
      answering(brotliCompressSync(gzipSync(document)), 'GZIP, identity, br'),
    );

    expect(await createReader({ url }).values()).toEqual([{ a: [1, 2, 3] }]);
  });

  it.each(encodings)('in %s that is a bomb is refused', async (encoding, compress) => {
    const { url } = await startServer(answering(compress(Buffer.alloc(20_000_000)), encoding));

    const failure = await createReader({ url }).failure();

    expect(failure).toMatchObject({
      reason: 'limit',
      message: `GET ${url}/: the body is larger than limits.bodySize, 1 MiB: raise it if that is as it should be`,
    });
  });

  it.each(encodings)('in %s that is something else is refused', async (encoding) => {
    const { url } = await startServer(answering(document, encoding));

    const { reason, message } = await createReader({ url }).failure();

    expect(reason).toBe('decode');
    expect(message).toContain(encoding);
  });

  it.each(encodings)('in %s that ends early is refused', async (encoding, compress) => {
    const whole = compress(
      Buffer.from(JSON.stringify(Array.from({ length: 5000 }, (_, i) => i * 7))),
    );
    const { url } = await startServer(answering(whole.subarray(0, whole.length - 20), encoding));

    const { reason, message } = await createReader({ url }).failure();

    expect(reason).toBe('decode');
    expect(message).toContain(`GET ${url}/: the body`);
    expect(message).toContain(encoding);
  });

  it('in an unknown encoding is refused', async () => {
    const { url } = await startServer(answering(document, 'lzma'));

    expect(await createReader({ url }).failure()).toMatchObject({
      reason: 'decode',
      message: `GET ${url}/: the body has the unknown Content-Encoding lzma`,
    });
  });

  it('in more encodings than anybody wants is refused', async () => {
    const { url } = await startServer(answering(document, 'gzip, gzip, gzip, gzip, gzip'));

    expect((await createReader({ url }).failure()).message).toContain('encoded 5 times');
  });

  it('that is empty stays empty', async () => {
    const { url } = await startServer(answering(Buffer.alloc(0), 'gzip'));

    const [empty] = await createReader({ url }).read();

    expect(empty?.bytes.length).toBe(0);
  });
});

describe('a body larger than the limit', () => {
  it('is refused by its Content-Length, before it comes', async () => {
    let sent = 0;
    const { url } = await startServer((_, response) => {
      response.setHeader('content-length', 100_000_000);
      response.write('[', () => (sent += 1));
    });

    expect((await createReader({ url }).failure()).reason).toBe('limit');
    expect(sent).toBeLessThanOrEqual(1);
  });

  it('is refused while it comes, and the server is not left sending', async () => {
    const closed = Promise.withResolvers<void>();
    const { url } = await startServer((_, response) => {
      const chunk = Buffer.alloc(65_536, ' ');
      const more = () => {
        while (response.writable && response.write(chunk));
      };
      response.on('drain', more).on('close', () => closed.resolve());
      more();
    });

    const { reason, message } = await createReader({ url }, { bodySize: 1_500_000 }).failure();

    expect(reason).toBe('limit');
    expect(message).toContain('limits.bodySize, 1500000 bytes');
    await closed.promise;
  });

  it('is no matter when nobody wants it', async () => {
    const { url, seen } = await startServer((_, response) => {
      response.statusCode = 500;
      response.end(Buffer.alloc(5_000_000));
    });
    const reader = createReader({ url });

    expect((await reader.failure()).message).toContain('responded with 500');
    expect((await reader.failure()).message).toContain('responded with 500');
    expect(seen.length).toBe(2);
  });

  it('may be just as large as the limit', async () => {
    const { url } = await startServer((_, response) => response.end('x'.repeat(100)));

    const [whole] = await createReader({ url }, { bodySize: 100 }).read();

    expect(whole?.bytes.length).toBe(100);
  });
});

describe('a truncated body', () => {
  it.each([
    ['chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2,\r\n'],
    ['counted', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[1,2,'],
  ])('that is %s is refused', async (_, answer) => {
    const { url } = await startTcpServer((socket) => {
      socket.once('data', () => socket.end(answer));
    });

    const { reason, message } = await createReader({ url }).failure();

    expect(reason).toBe('connection');
    expect(message).toBe(
      `GET ${url}/: the connection was closed while reading the body, 5 bytes so far: the body is truncated`,
    );
  });

  it('without a length ends with the connection, as HTTP/1.0 has it', async () => {
    const { url } = await startTcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\n[1]'));
    });

    expect(await createReader({ url }).values()).toEqual([[1]]);
  });
});

it('a body of many chunks is put together', async () => {
  const { url } = await startServer((_, response) => {
    response.write('{"a":');
    setImmediate(() => {
      response.write('"ü');
      setImmediate(() => response.end('"}'));
    });
  });

  expect(await createReader({ url }).values()).toEqual([{ a: 'ü' }]);
});

it('an answer of 100 Continue and early hints is passed over', async () => {
  const { url } = await startServer((_, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    json(response, { a: 1 });
  });

  expect(await createReader({ url }).values()).toEqual([{ a: 1 }]);
});
