import { describe, expect, it } from 'vitest';
import { createReader } from './reader.ts';
import { json, startServer } from './server.ts';

describe('conditional requests', () => {
  it.each([
    ['etag', 'if-none-match', '"v1"'],
    ['last-modified', 'if-modified-since', 'Mon, 23 Nov 2026 08:00:00 GMT'],
  ])('send %s back, and take the kept document for a 304', async (header, condition, value) => {
    let version = value;
    const { url, seen } = await startServer(({ headers }, response) => {
      if (headers[condition] === version) response.writeHead(304).end();
      else json(response, { version }, { [header]: version });
    });
    const reader = createReader({ url, revalidate: true });

    expect(await reader.values()).toEqual([{ version: value }]);
    expect(await reader.values()).toEqual([{ version: value }]);
    expect(await reader.values()).toEqual([{ version: value }]);
    expect(reader.trace.requests[0]?.status).toBe(304);
    version = 'other';
    expect(await reader.values()).toEqual([{ version: 'other' }]);
    expect(seen.map(({ headers }) => headers[condition])).toEqual([undefined, value, value, value]);
  });

  it('are not sent for documents that are too large to keep', async () => {
    const { url, seen } = await startServer((_, response) => {
      json(response, 'x'.repeat(1_048_577), { etag: '"v1"' });
    });
    const reader = createReader({ url, revalidate: true }, { bodySize: 2_000_000 });

    await reader.read();
    await reader.read();

    expect(seen[1]?.headers['if-none-match']).toBeUndefined();
  });
});
