import { describe, expect, it } from 'vitest';
import { parseHttpDate } from '../../src/http-client/exchange/http-date.ts';
import { createReader } from './reader.ts';
import { json, startServer } from './server.ts';

const now = Date.UTC(2026, 10, 27, 12);

async function retryAfterOf(status: number, value: string): Promise<number | undefined> {
  const { url } = await startServer((_, response) =>
    json(response, {}, { 'retry-after': value }, status),
  );
  const clock = { now: () => now, monotonic: () => 0 };
  return (await createReader({ url }, { clock }).failure()).retryAfter;
}

describe('Retry-After', () => {
  it.each([429, 503])('counts for a response of %i', async (status) => {
    expect(await retryAfterOf(status, '86400')).toBe(86_400_000);
  });

  it.each([301, 400, 404, 500, 502])('is ignored for a response of %i', async (status) => {
    expect(await retryAfterOf(status, '86400')).toBeUndefined();
  });

  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 120 ', 120_000],
    ['9'.repeat(400), 2 ** 31 * 1000],
    ['Fri, 27 Nov 2026 12:00:30 GMT', 30_000],
    ['Friday, 27-Nov-26 12:00:30 GMT', 30_000],
    ['Fri Nov 27 12:00:30 2026', 30_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  ])('%s is read', async (value, milliseconds) => {
    expect(await retryAfterOf(503, value)).toBe(milliseconds);
  });

  it.each([
    '-1',
    '1.5',
    '+1',
    '1e3',
    '0x10',
    'soon',
    '120 s',
    '2027-01-01',
    '2027-01-01T00:00:00Z',
    'Fri, 27 Nov 2026 12:00:30',
    'Fri, 27 Nov 2026 12:00:30 +0200',
    'Fri, 31 Nov 2026 12:00:30 GMT',
    'Fri, 27 Nox 2026 12:00:30 GMT',
    'Fri, 27 Nov 2026 24:00:30 GMT',
    'Fri, 27 Nov 2026 12:60:30 GMT',
    'Fri, 00 Nov 2026 12:00:30 GMT',
  ])('%s is ignored', async (value) => {
    expect(await retryAfterOf(503, value)).toBeUndefined();
  });
});

describe('a date of HTTP', () => {
  it.each([
    ['Sunday, 06-Nov-94 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
    ['Sun Nov  6 08:49:37 1994', Date.UTC(1994, 10, 6, 8, 49, 37)],
    ['Monday, 01-Jan-76 00:00:00 GMT', Date.UTC(2076, 0, 1)],
    ['Monday, 01-Jan-77 00:00:00 GMT', Date.UTC(1977, 0, 1)],
  ])('%s is read', (text, at) => {
    expect(parseHttpDate(text, now)).toBe(at);
  });
});
