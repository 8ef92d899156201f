import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createReader } from './reader.ts';
import { startTcpServer } from './server.ts';

const body = '{"watts":12.5}';

/** Sends these bytes for each request, and ends the connection. */
async function serve(response: string | Buffer) {
  const state = { requests: 0 };
  const { url } = await startTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      state.requests += 1;
      socket.end(response);
    });
  });
  return { url, state };
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

describe('a response that breaks HTTP', () => {
  it.each([
    ['line feeds alone', `HTTP/1.1 200 OK\nContent-Length: 14\n\n${body}`],
    ['a blank before a colon', `${head}Content-Length : 14\r\n\r\n${body}`],
    ['the same length twice', `${head}Content-Length: 14\r\nContent-Length: 14\r\n\r\n${body}`],
    ['the same length in a list', `${head}Content-Length: 14, 14\r\n\r\n${body}`],
    [
      'a length beside chunks',
      `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n${body}\r\n0\r\n\r\n`,
    ],
    [
      'blanks after a size',
      `${head}Transfer-Encoding: chunked\r\n\r\ne  \r\n${body}\r\n0 \r\n\r\n`,
    ],
    ['chunks with LF alone', `${head}Transfer-Encoding: chunked\r\n\r\n00e\n${body}\n0\n\n`],
    ['no line after the last chunk', `${head}Transfer-Encoding: chunked \n\ne;x=y\n${body}\n0\n`],
    ['a folded header', `${head}X-A: 1\r\n  2\r\nContent-Length: 14\r\n\r\n${body}`],
    ['no reason and no length', `HTTP/1.1 200\n\n${body}`],
    ['a 100 before', `HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n\n${body}`],
    ['a charset as its encoding', `${head}Content-Encoding: UTF-8\r\n\r\n${body}`],
    ['no encoding, in words', `${head}Content-Encoding: none\r\n\r\n${body}`],
    ['gzip without its header', Buffer.concat([Buffer.from(`${head}\r\n`), gzipSync(body)])],
  ])('is read: %s', async (_, response) => {
    const { url } = await serve(response);
    const reader = createReader({ url });

    expect(await reader.values()).toEqual([{ watts: 12.5 }]);
    expect(await reader.values()).toEqual([{ watts: 12.5 }]);
  });

  it('is asked for once from then on', async () => {
    const { url, state } = await serve(`HTTP/1.1 200 OK\n\n${body}`);
    const reader = createReader({ url });

    await reader.read();
    expect(state.requests).toBe(2);
    await reader.read();
    expect(state.requests).toBe(3);
  });

  it.each([
    [
      'two lengths',
      `${head}Content-Length: 14\r\nContent-Length: 15\r\n\r\n${body}`,
      'the response has several lengths, Content-Length: "14, 15": set lenient: true to read it all the same',
    ],
    [
      'a line that is no header',
      `${head}<html>\u0007\r\n\r\n${body}`,
      'the response has a line that is no header, "<html>\\u0007": set lenient: true to read it all the same',
    ],
    [
      'another protocol',
      `ICY 200 OK\r\n\r\n${body}`,
      'the response does not begin with a status line of HTTP, but with "ICY 200 OK": set lenient: true to read it all the same',
    ],
  ])('is refused, and read with lenient: %s', async (_, response, words) => {
    const { url } = await serve(response);

    expect((await createReader({ url }).failure()).message).toBe(`GET ${url}/: ${words}`);
    expect(await createReader({ url, lenient: true }).values()).toEqual([{ watts: 12.5 }]);
  });

  it.each([
    ['within a chunk', `${head}Transfer-Encoding: chunked\r\n\r\nff\r\n${body}`],
    ['after a chunk', `${head}Transfer-Encoding: chunked\r\n\r\ne\r\n${body}\r\n`],
    ['before its length', `${head}Content-Length: 99\r\n\r\n${body}`],
    ['before its length, with line feeds', `HTTP/1.1 200 OK\nContent-Length: 99\n\n${body}`],
    [
      'after a chunk, with line feeds',
      `HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\ne\n${body}\n`,
    ],
  ])('is truncated when it ends %s', async (_, response) => {
    const { url } = await serve(response);

    expect((await createReader({ url }).failure()).message).toBe(
      `GET ${url}/: the connection was closed while reading the body, 14 bytes so far: the body is truncated`,
    );
  });

  it.each([
    [Buffer.from([0x15, 3, 1, 0, 2, 2, 80]), 'the server speaks TLS: use https://'],
    [
      '220 mail.example ESMTP\r\n',
      'the response does not begin with a status line of HTTP, but with "220 mail.example ESMTP',
    ],
    [
      'SSH-2.0-OpenSSH_9.6\r\n\r\n',
      'the response does not begin with a status line of HTTP, but with "SSH-2.0-OpenSSH_9.6"',
    ],
  ])('says what it is instead of HTTP', async (response, words) => {
    const { url } = await serve(response);

    expect((await createReader({ url }).failure()).message).toContain(words);
  });

  it('may have an empty body with 204', async () => {
    const { url } = await serve('HTTP/1.1 204 No Content\nContent-Length: 5\n\n');
    const [document] = await createReader({ url, validStatus: [200, 204] }).read();

    expect(document?.bytes).toHaveLength(0);
  });

  it('has headers of a limited size', async () => {
    const { url } = await serve(`HTTP/1.1 200 OK\nX: ${'x'.repeat(100_000)}\n\n${body}`);

    expect((await createReader({ url, lenient: true }).failure()).message).toContain(
      'the headers of the response are longer than 65536 bytes',
    );
  });

  it('has a body of a limited size', async () => {
    const { url } = await serve(`HTTP/1.1 200 OK\n\n${'x'.repeat(100_000)}`);

    expect((await createReader({ url }, { bodySize: 1000 }).failure()).message).toContain(
      'the body is larger than limits.bodySize',
    );
  });

  it('does not get a POST twice', async () => {
    const { url, state } = await serve(`HTTP/1.1 200 OK\nContent-Length: 14\n\n${body}`);
    const options = { url, method: 'POST', body: 'x' };

    expect((await createReader(options).failure()).message).toMatch(
      /the response breaks HTTP .*set lenient: true to read it/,
    );
    expect(state.requests).toBe(1);
    expect(await createReader({ ...options, lenient: true }).values()).toEqual([{ watts: 12.5 }]);
  });
});
