import { expect, it } from 'vitest';
import { createSemaphore } from '../../src/engine/semaphore.ts';

const { signal } = new AbortController();

it('lets so many run at once, and the others in their order', async () => {
  const semaphore = createSemaphore(2);
  const order: string[] = [];
  const enter = async (name: string) => {
    const release = await semaphore.acquire(signal);
    order.push(name);
    return release;
  };
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

it('gives up the place of who stopped waiting', async () => {
  const semaphore = createSemaphore(1);
  const release = await semaphore.acquire(signal);
  const impatient = new AbortController();
  const waiting = semaphore.acquire(impatient.signal);
  impatient.abort(new Error('too late'));

  await expect(waiting).rejects.toThrow('too late');
  await expect(semaphore.acquire(impatient.signal)).rejects.toThrow('too late');
  release();
  const next = await semaphore.acquire(signal);
  expect(next).toBeTypeOf('function');
});
