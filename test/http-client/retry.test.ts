import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { messageOf } from '../../src/engine/failure.ts';
import { CollectionError } from '../../src/engine/source.ts';
import { buildRequest } from '../../src/http-client/exchange/request-template.ts';
import { Retries } from '../../src/http-client/exchange/retry-schema.ts';
import { retry } from '../../src/http-client/exchange/retry.ts';
import type { HttpRequest } from '../../src/http-client/exchange/step.ts';
import { Text } from '../../src/schema/text.ts';
import { createReader } from './reader.ts';
import { freePort, json, startServer, type Handler } from './server.ts';

/** Fails so often, then answers. */
function failing(times: number, status: number, headers = {}): Handler {
  let count = 0;
  return (_, response) => {
    count += 1;
    if (count > times) json(response, { a: count });
    else json(response, {}, headers, status);
  };
}

const quick = { attempts: 2, delay: '1ms' };

describe('retries', () => {
  it('wait twice as long each time, up to maxDelay', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const sent: number[] = [];
    const start = Date.now();
    const options = Retries.parse({ attempts: 5, delay: '100ms', maxDelay: '500ms' });
    const request: HttpRequest = {
      ...buildRequest(
        { url: new Text(['http://a.example']), method: 'GET', headers: {} },
        { now: 0 },
      ),
      purpose: 'document',
      signal: new AbortController().signal,
      bodySize: 100,
      wantsBody: () => true,
    };
    const failed = retry(options)(request, async () => {
      sent.push(Date.now() - start);
      throw new CollectionError('status', 'unavailable', { status: 503 });
    }).catch(messageOf);

    await vi.runAllTimersAsync();

    expect(await failed).toBe('unavailable (after 6 attempts)');
    expect(sent).toEqual([0, 100, 300, 700, 1200, 1700]);
  });

  it.each([408, 429, 500, 502, 503, 504])(
    'send a request again that was answered %s',
    async (status) => {
      const { url } = await startServer(failing(2, status));

      expect(await createReader({ url, retries: quick }).values()).toEqual([{ a: 3 }]);
    },
  );

  it('end after so many attempts, with the last failure', async () => {
    const { url, seen } = await startServer(failing(9, 503));

    expect(await createReader({ url, retries: quick }).failure()).toMatchObject({
      reason: 'status',
      status: 503,
      message: `GET ${url}/: responded with 503 Service Unavailable (after 3 attempts)`,
    });
    expect(seen.length).toBe(3);
  });

  it.each([400, 401, 404, 501])('are not for a request that was answered %s', async (status) => {
    const { url, seen } = await startServer(failing(1, status));

    const { message } = await createReader({ url, retries: quick }).failure();

    expect(message).not.toContain('attempts');
    expect(seen.length).toBe(1);
  });

  it('are for the status codes of the configuration', async () => {
    const { url } = await startServer(failing(1, 404));

    const reader = createReader({ url, retries: { ...quick, status: ['404-405'] } });

    expect(await reader.values()).toEqual([{ a: 2 }]);
  });

  it('are for connections that fail', async () => {
    const port = await freePort();
    const reader = createReader({ url: `http://127.0.0.1:${port}`, retries: quick });

    expect((await reader.failure()).message).toContain('(after 3 attempts)');
    expect(reader.trace.requests.length).toBe(3);
  });

  it('are not for certificates that are not trusted', async () => {
    const { port } = await startServer(failing(0, 200));
    const reader = createReader({ url: `https://127.0.0.1:${port}`, retries: quick });

    expect((await reader.failure()).message).not.toContain('attempts');
  });

  it('are not there unless they are asked for', async () => {
    const { url, seen } = await startServer(failing(1, 503));

    await createReader({ url }).failure();

    expect(seen.length).toBe(1);
  });

  it('end with the time of the collection, with the last failure', async () => {
    const { url, seen } = await startServer(failing(9, 503));
    const controller = new AbortController();
    const reader = createReader({ url, retries: { attempts: 5, delay: '1h', maxDelay: '1h' } });
    setTimeout(() => controller.abort(new CollectionError('timeout', 'too late')), 100);

    const { message } = await reader.failure(controller.signal);

    expect(message).toBe(`GET ${url}/: responded with 503 Service Unavailable`);
    expect(seen.length).toBe(1);
  });

  it('wait as long as the server asks', async () => {
    const { url } = await startServer(failing(1, 429, { 'retry-after': '0' }));

    const reader = createReader({ url, retries: { attempts: 1, delay: '1h', maxDelay: '1h' } });

    expect(await reader.values()).toEqual([{ a: 2 }]);
  });

  it('leave a server alone that asks for longer than maxDelay', async () => {
    const { url, seen } = await startServer(failing(1, 429, { 'retry-after': '60' }));

    expect(await createReader({ url, retries: quick }).failure()).toMatchObject({
      retryAfter: 60_000,
      message: `GET ${url}/: responded with 429 Too Many Requests (Retry-After: 60 s)`,
    });
    expect(seen.length).toBe(1);
  });

  it('are for a POST that says it may be repeated', async () => {
    const { url, seen } = await startServer(failing(1, 503));

    await createReader({
      url,
      method: 'POST',
      body: {},
      retries: { ...quick, idempotent: true },
    }).read();

    expect(seen.length).toBe(2);
  });
});
