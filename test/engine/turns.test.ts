import { expect, it } from 'vitest';
import { createTurns } from '../../src/engine/turns.ts';

/** Counts the turns of the event loop until it is stopped. */
function countTurns(): { readonly now: () => number; readonly stop: () => void } {
  let count = 0;
  let immediate = setImmediate(function turn() {
    count += 1;
    immediate = setImmediate(turn);
  });
  return { now: () => count, stop: () => clearImmediate(immediate) };
}

it('one piece of work begins in each turn, in their order', async () => {
  const turns = createTurns();
  const counter = countTurns();
  const begun: [work: number, turn: number][] = [];

  await Promise.all(
    [0, 1, 2, 3, 4].map(async (index) => {
      await turns.next();
      begun.push([index, counter.now()]);
    }),
  );
  counter.stop();

  expect(begun.map(([index]) => index)).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(begun.map(([, turn]) => turn)).size).toBe(5);
});

it('the first of a turn waits for nothing', async () => {
  const turns = createTurns();
  const counter = countTurns();
  await turns.next();
  counter.stop();

  expect(counter.now()).toBe(0);
});

it('work of several turns does not overtake what waits', async () => {
  const turns = createTurns();
  const order: string[] = [];
  const long = async (name: string) => {
    for (const part of [1, 2]) {
      await turns.next();
      order.push(name + part);
    }
  };
  await Promise.all([long('a'), long('b')]);

  expect(order).toEqual(['a1', 'b1', 'a2', 'b2']);
});
