import { describe, expect, it } from 'vitest';
import {
  BudgetSpent,
  createBudget,
  spend,
  stepsOf,
  unlimited,
  withinBudget,
} from '../../src/budget/budget.ts';

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Keeps the processor busy, however often other processes have it meanwhile. */
function work(ms: number): void {
  const end = cpuMs() + ms;
  while (cpuMs() < end);
}

describe('a budget', () => {
  it('ends a loop that pays for its steps, soon after its time is over', () => {
    const budget = createBudget(10);
    const started = cpuMs();

    expect(() =>
      withinBudget(budget, () => {
        for (;;) spend(budget, 1);
      }),
    ).toThrow(new BudgetSpent(10));
    expect(cpuMs() - started).toBeGreaterThanOrEqual(10);
    expect(cpuMs() - started).toBeLessThan(20);
  });

  it('adds up the work of several times, and none of the time between them', async () => {
    const budget = createBudget(1000);
    withinBudget(budget, () => work(20));
    const left = budget.remaining;
    await new Promise((resolve) => setTimeout(resolve, 20));
    withinBudget(budget, () => work(20));

    // The clocks of the thread and of the wall differ by less than a millisecond.
    expect(left).toBeLessThanOrEqual(981);
    expect(budget.remaining).toBeLessThanOrEqual(left - 19);
    expect(budget.remaining).toBeGreaterThan(left - 30);
  });

  it('does not count time in which this thread has no processor', () => {
    const budget = createBudget(20);
    const lock = new Int32Array(new SharedArrayBuffer(4));
    const paid = withinBudget(budget, () => {
      Atomics.wait(lock, 0, 0, 60);
      for (let step = 0; step < 10; step += 1) spend(budget, 4096);
      return 'done';
    });

    expect(paid).toBe('done');
    expect(budget.remaining).toBeGreaterThan(10);
  });

  it('keeps what was spent by work that throws', () => {
    const budget = createBudget(1000);
    const failing = () =>
      withinBudget(budget, () => {
        work(20);
        throw new Error('failed');
      });

    expect(failing).toThrow('failed');
    expect(budget.remaining).toBeLessThanOrEqual(980);
  });

  it('begins nothing when nothing is left', () => {
    const budget = createBudget(1);
    withinBudget(budget, () => work(2));
    let begun = false;

    expect(() =>
      withinBudget(budget, () => {
        begun = true;
      }),
    ).toThrow('takes more than 1 ms to read');
    expect(begun).toBe(false);
  });

  it('refuses a step at once that cannot be done in the time left', () => {
    const budget = createBudget(20);
    const pay = (steps: number) => () => withinBudget(budget, () => spend(budget, steps));

    expect(pay(100_000)).not.toThrow();
    expect(pay(100_000_000)).toThrow(BudgetSpent);
  });

  it('costs nothing that is not worked: steps outside of it meet no clock', () => {
    const budget = createBudget(1);

    expect(() => spend(budget, 100_000_000)).not.toThrow();
  });

  it('is never spent where it is unlimited', () => {
    const result = withinBudget(unlimited, () => {
      spend(unlimited, Number.MAX_SAFE_INTEGER);
      return 'done';
    });

    expect(result).toBe('done');
    expect(unlimited.left).toBe(Infinity);
  });

  it('counts 16 characters as a step', () => {
    expect([0, 15, 16, 1600].map(stepsOf)).toEqual([1, 1, 2, 101]);
  });
});
