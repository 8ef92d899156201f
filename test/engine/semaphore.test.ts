import { describe, expect, it } from 'vitest';
import { createSemaphore, type Applicant, type Semaphore } from '../../src/engine/semaphore.ts';

const { signal } = new AbortController();

function applicant(options: Partial<Applicant> = {}): Applicant {
  return { late: false, lastHeld: 0, isWorthStarting: () => true, ...options };
}

/** Applicants by name, and in which order they got their slots. */
function applicants(semaphore: Semaphore) {
  const order: string[] = [];
  const enter = async (name: string, options?: Partial<Applicant>) => {
    const release = await semaphore.acquire(signal, applicant(options));
    order.push(name);
    return release;
  };
  return { order, enter };
}

it('lets a limited number run at once, and the others in their order', async () => {
  const { order, enter } = applicants(createSemaphore(2));
  const first = await enter('first');
  const second = await enter('second');
  const waiting = [enter('third'), enter('fourth'), enter('fifth')];

  first();
  first(); // a second call gives nothing back
  await waiting[0];
  expect(order).toEqual(['first', 'second', 'third']);
  second();
  const release = await waiting[1];
  expect(order).toEqual(['first', 'second', 'third', 'fourth']);
  release?.();
  await waiting[2];
  expect(order.at(-1)).toBe('fifth');
});

it('gives up the place of an applicant that stopped waiting', async () => {
  const semaphore = createSemaphore(1);
  const release = await semaphore.acquire(signal, applicant());
  const impatient = new AbortController();
  const waiting = semaphore.acquire(impatient.signal, applicant());
  impatient.abort(new Error('too late'));

  await expect(waiting).rejects.toThrow('too late');
  await expect(semaphore.acquire(impatient.signal, applicant())).rejects.toThrow('too late');
  release();
  const next = await semaphore.acquire(signal, applicant());
  expect(next).toBeTypeOf('function');
});

it('passes over an applicant whose time is over', async () => {
  const { order, enter } = applicants(createSemaphore(1));
  const release = await enter('first');
  void enter('over', { isWorthStarting: () => false });
  const next = enter('next');

  release();
  await next;
  expect(order).toEqual(['first', 'next']);
});

describe('of those that timed out the last time', () => {
  it('each starts after all others', async () => {
    const { order, enter } = applicants(createSemaphore(1));
    const release = await enter('first');
    const waiting = [enter('late', { late: true }), enter('punctual')];

    release();
    (await waiting[1])?.();
    await waiting[0];
    expect(order).toEqual(['first', 'punctual', 'late']);
  });

  it('at most half run at once, so that another finds a slot', async () => {
    const { order, enter } = applicants(createSemaphore(3));
    const release = await enter('late 1', { late: true });
    const waiting = enter('late 2', { late: true });
    await enter('punctual');

    expect(order).toEqual(['late 1', 'punctual']);
    release();
    await waiting;
    expect(order).toEqual(['late 1', 'punctual', 'late 2']);
  });

  it('the one that has waited longest is first', async () => {
    const { order, enter } = applicants(createSemaphore(1));
    const release = await enter('first');
    const waiting = [
      enter('held lately', { late: true, lastHeld: 20 }),
      enter('held long ago', { late: true, lastHeld: 10 }),
    ];

    release();
    (await waiting[1])?.();
    await waiting[0];
    expect(order).toEqual(['first', 'held long ago', 'held lately']);
  });
});

it('takes another size while some wait', async () => {
  const semaphore = createSemaphore(1);
  const { order, enter } = applicants(semaphore);
  const first = await enter('first');
  const waiting = [enter('second'), enter('third'), enter('fourth')];

  semaphore.resize(3);
  await Promise.all(waiting.slice(0, 2));
  expect(order).toEqual(['first', 'second', 'third']);
  semaphore.resize(1);
  first();
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toHaveLength(3);
});
