import { array, assert, asyncProperty, constantFrom, integer, nat, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBytesInFlight, NoRoom } from '../../src/budget/bytes-in-flight.ts';

const never = new AbortController().signal;
const mebibyte = 2 ** 20;

/** Whether a promise is settled, after what is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('bytes in flight', () => {
  it('take another limit while some wait', async () => {
    const inFlight = createBytesInFlight(100);
    const [first, second] = [inFlight.open(never), inFlight.open(never)];
    first.add(90);
    expect(second.add(60)).toBe(false);
    const room = second.room();
    inFlight.resize(200);
    await room;
    expect(inFlight.limit).toBe(200);
    inFlight.resize(100);
    expect(second.add(1)).toBe(false);
  });

  it('lets collections hold what there is, and makes the others wait until some is given back', async () => {
    const inFlight = createBytesInFlight(100);
    const [first, second, third] = [1, 2, 3].map(() => inFlight.open(never));

    expect(first!.add(60)).toBe(true);
    expect(second!.add(40)).toBe(true);
    expect(third!.add(10)).toBe(false);
    const room = third!.room();
    expect(await isSettled(room)).toBe(false);
    expect(third!.waiting).toMatch(
      /waiting for memory, as documents hold .* \(scrape.bytesInFlight\)/,
    );
    second!.remove(10);
    await room;
    expect(third!.waiting).toBeUndefined();
    expect(inFlight.held).toBe(100);
  });

  it('lets the collection that began first go on beyond the limit, so that it ends', () => {
    const inFlight = createBytesInFlight(100);
    const [first, second] = [1, 2].map(() => inFlight.open(never));

    expect(second!.add(100)).toBe(true);
    expect(first!.add(50)).toBe(true);
    expect(second!.add(1)).toBe(false);
    first!.close();
    expect(second!.add(1)).toBe(true);
  });

  it('never makes small documents wait', () => {
    const inFlight = createBytesInFlight(32 * mebibyte);
    const [first, second, small] = [1, 2, 3].map(() => inFlight.open(never));

    first!.add(40 * mebibyte);
    expect(second!.add(2 * mebibyte)).toBe(false);
    expect(small!.add(mebibyte)).toBe(true);
    expect(small!.add(1)).toBe(false);
  });

  it('lets a collection go ahead that holds what others wait for', async () => {
    const inFlight = createBytesInFlight(100);
    const [first, second] = [1, 2].map(() => inFlight.open(never));
    first!.add(90);
    second!.add(20);
    const room = second!.room();

    second!.goAhead();

    await room;
    expect(second!.add(1000)).toBe(true);
  });

  it('ends all waits of a collection at its deadline, with what it waited for', async () => {
    const inFlight = createBytesInFlight(3 * mebibyte);
    const deadline = new AbortController();
    const [first, second] = [inFlight.open(never), inFlight.open(deadline.signal)];
    first.add(2 * mebibyte);
    second.add(2 * mebibyte);
    const waits = [second.room(), second.room()];

    deadline.abort(new Error('no result within 1 s'));

    for (const wait of waits) {
      await expect(wait).rejects.toThrow(
        new NoRoom('waiting for memory, as documents hold 4 MiB of 3 MiB (scrape.bytesInFlight)'),
      );
    }
    await expect(second.room()).rejects.toThrow(NoRoom);
    expect(second.waiting).toBeUndefined();
  });

  it('holds nothing any more for a collection that is closed', () => {
    const inFlight = createBytesInFlight(100);
    const lease = inFlight.open(never);
    lease.add(50);

    lease.close();
    lease.close();
    lease.add(7);
    lease.remove(3);

    expect(inFlight.held).toBe(0);
    expect(lease.held).toBe(0);
  });

  type Action = readonly [collection: number, what: 'add' | 'remove' | 'close', bytes: number];

  it('adds up, is never negative, never stuck, and all of it is given back', async () => {
    const actions = array(
      tuple(nat(5), constantFrom<Action[1]>('add', 'add', 'add', 'remove', 'close'), nat(60)),
      { maxLength: 60 },
    );
    await assert(
      asyncProperty(integer({ min: 1, max: 200 }), actions, async (limit, steps) => {
        const inFlight = createBytesInFlight(limit);
        const leases = Array.from({ length: 6 }, () => inFlight.open(never));
        const held = leases.map(() => 0);
        const closed = new Set<number>();
        const waits: Promise<unknown>[] = [];
        for (const [number, what, bytes] of steps) {
          const lease = leases[number]!;
          if (what === 'close') {
            lease.close();
            closed.add(number);
            held[number] = 0;
          } else if (what === 'remove') {
            lease.remove(bytes);
            if (!closed.has(number)) held[number] = Math.max(0, held[number]! - bytes);
          } else {
            if (!lease.add(bytes)) waits.push(lease.room());
            if (!closed.has(number)) held[number]! += bytes;
          }
          expect(leases.map((each) => each.held)).toEqual(held);
          expect(inFlight.held).toBe(held.reduce((sum, each) => sum + each, 0));
          // Whoever began first and has not ended can go on.
          const waiting = leases.filter((each) => each.waiting !== undefined);
          const holding = leases.filter((each) => each.held > limit / 32);
          expect(waiting).not.toContain(holding[0]);
          expect(inFlight.held <= limit ? waiting : []).toEqual([]);
        }
        for (const lease of leases) lease.close();
        expect(inFlight.held).toBe(0);
        await Promise.all(waits);
      }),
      { numRuns: 500 },
    );
  });
});
