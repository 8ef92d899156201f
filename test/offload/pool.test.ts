import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CollectionError } from '../../src/engine/source.ts';
import type { Lease } from '../../src/offload/lease.ts';
import { ownMemory } from '../../src/offload/own-memory.ts';
import { createReaderPool, type PoolLimits } from '../../src/offload/pool.ts';

const never = new AbortController().signal;
const leases: Lease[] = [];

afterEach(() => {
  vi.useRealTimers();
  for (const lease of leases.splice(0)) lease.release();
});

function poolOf(limits: Partial<PoolLimits> = {}) {
  const pool = createReaderPool({ ...ownMemory(), readers: 2, ...limits });
  return {
    async lease(name: string, signal = never) {
      const lease = await pool.lease(name, signal);
      leases.push(lease);
      return lease;
    },
  };
}

/** Processes that this one has started and that have not ended. */
function children(): readonly number[] {
  return readdirSync(`/proc/${process.pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${process.pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter((pid) => pid !== '')
      .map(Number),
  );
}

const rules = {
  decode: 'text',
  definitions: [],
  limits: { samples: 1, labelValueLength: 1 },
  refusesPages: false,
  ownPrefixes: [],
  textfile: false,
} as const;

/** Reads a document that takes much longer than any test: lines, each of which becomes an object. */
async function burn(lease: Lease): Promise<unknown> {
  await lease.note({ notice: 'begin', rules, context: { now: 0, traced: false } });
  const part = Buffer.alloc(1024 * 1024, '\n');
  const length = 200 * part.length;
  for (let sent = 0; sent < length; sent += part.length) {
    await lease.note({ notice: 'bytes', part, length });
  }
  return lease.request({ request: 'check', document: { name: 'lines' } });
}

/** A lease whose process is killed in the middle of a document. */
async function killed(pool: ReturnType<typeof poolOf>, name: string): Promise<void> {
  const deadline = new AbortController();
  const lease = await pool.lease(name, deadline.signal);
  const burning = burn(lease);
  burning.catch(() => {});
  await vi.waitFor(() => expect(lease.isBusy).toBe(true), { timeout: 20_000 });
  deadline.abort(new CollectionError('timeout', 'no result within 1 s'));
  await expect(burning).rejects.toThrow('no result within 1 s');
}

describe('a pool of reader processes', () => {
  it('starts a second process while the first one is taken, and no third', async () => {
    const pool = poolOf();
    const before = children();
    await pool.lease('a');
    expect(children().length).toBe(before.length + 1);
    await pool.lease('b');
    const deadline = AbortSignal.timeout(50);

    await expect(pool.lease('c', deadline)).rejects.toThrow(
      /was waiting for a reader process, which large documents of other collectors have \(a for \d\.\d s, b for \d\.\d s\)/,
    );
    expect(children().length).toBe(before.length + 2);
  });

  it('gives a process that is free to whoever waits, in their order', async () => {
    const pool = poolOf({ readers: 1 });
    const first = await pool.lease('a');
    const order: string[] = [];
    const others = ['b', 'c'].map(async (name) => {
      const lease = await pool.lease(name);
      order.push(name);
      lease.release();
    });
    const before = children();

    first.release();
    await Promise.all(others);

    expect(order).toEqual(['b', 'c']);
    expect(children()).toEqual(before);
  });

  it('gives a collector one process at a time', async () => {
    const pool = poolOf();
    const first = await pool.lease('a');
    const second = pool.lease('a');
    const other = await pool.lease('b');
    other.release();
    const soon = new Promise((resolve) => setTimeout(() => resolve('not yet'), 20));

    expect(await Promise.race([second, soon])).toBe('not yet');
    first.release();
    await second;
  });

  it(
    'leaves one process to the others when two collectors had theirs killed',
    { timeout: 60_000 },
    async () => {
      const pool = poolOf();
      await killed(pool, 'bad');
      await killed(pool, 'worse');
      await pool.lease('bad');
      const worse = pool.lease('worse', AbortSignal.timeout(100));
      worse.catch(() => {});

      await pool.lease('good');
      await expect(worse).rejects.toThrow('bad for');
    },
  );

  it('starts a process in place of one that it killed, and keeps it for the next collection', async () => {
    const pool = poolOf();
    const before = new Set(children());
    await killed(pool, 'bad');
    await vi.waitFor(() => expect(children().filter((pid) => !before.has(pid)).length).toBe(1));
    const spare = children();

    await pool.lease('next');

    expect(children()).toEqual(spare);
  });

  it('ends a process that nobody needed for ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const pool = poolOf();
    const before = children();
    const lease = await pool.lease('a');
    lease.release();
    const { length } = children();

    await vi.advanceTimersByTimeAsync(9000);
    expect(children().length).toBe(length);
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();

    await vi.waitFor(() => expect(children()).toEqual(before));
  });

  it('hands on none of the environment but the time zone and where compiled code is kept', async () => {
    vi.stubEnv('SHOP_PASSWORD', 'hunter2');
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=33');
    const before = new Set(children());
    await poolOf().lease('a');
    const [child] = children().filter((pid) => !before.has(pid));

    // What the kernel shows until the process runs its own program is that of this one.
    await vi.waitFor(() => {
      const environment = readFileSync(`/proc/${child}/environ`, 'utf8');
      expect(environment).not.toContain('hunter2');
      expect(environment).toContain('NODE_CHANNEL_FD');
      expect(environment).not.toContain('NODE_OPTIONS');
    });
    vi.unstubAllEnvs();
  });

  it('ends the process that takes more memory than there is for all', async () => {
    const pool = poolOf({ readersTogether: 250_000_000, readerHeap: 2000 });
    const harmless = await pool.lease('harmless');
    const lease = await pool.lease('large');

    await expect(burn(lease)).rejects.toThrow(
      /^its reader process reached \d+ MB, of 250 MB for all of them$/,
    );
    await harmless.note({ notice: 'begin', rules, context: { now: 0, traced: false } });
    const check = { request: 'check', document: { name: 'empty' } } as const;
    expect(await harmless.request(check)).toMatchObject({ done: true });
  });

  it('waits for no process when the signal has fired', async () => {
    const before = children();

    await expect(poolOf().lease('a', AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    expect(children()).toEqual(before);
  });
});
