import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { createComparer, type Comparer } from '../../../src/server/access/compare.ts';
import { createPasswords } from '../../../src/server/access/passwords.ts';

const users = new Map([['carol', hashSync('carol123', 4)]]);

/** A comparer that counts, and waits until it is released. */
function held() {
  const comparisons: string[] = [];
  const released: (() => void)[] = [];
  const comparer: Comparer = {
    async compare({ password }) {
      comparisons.push(password);
      await new Promise<void>((resolve) => released.push(resolve));
      return password === 'carol123';
    },
  };
  return { comparer, comparisons, release: () => released.shift()?.() };
}

const unexpected = (error: unknown) => {
  throw error;
};

describe('passwords', () => {
  it('are compared with the hash of their user', async () => {
    const passwords = createPasswords(createComparer(), unexpected);
    const check = (user: string, password: string) =>
      passwords.check(users, { user, password }, '127.0.0.1');

    await expect(check('carol', 'carol123')).resolves.toBe('good');
    await expect(check('carol', 'carol124')).resolves.toBe('wrong');
    await expect(check('nobody', 'carol123')).resolves.toBe('wrong');
    await expect(check('', '')).resolves.toBe('wrong');
  });

  it('are compared once, good or wrong, and once for requests that come together', async () => {
    const { comparer, comparisons, release } = held();
    const passwords = createPasswords(comparer, unexpected);
    const check = () => passwords.check(users, { user: 'carol', password: 'carol123' }, 'a');
    const both = Promise.all([check(), check()]);
    release();

    await expect(both).resolves.toEqual(['good', 'good']);
    await expect(check()).resolves.toBe('good');
    expect(comparisons).toEqual(['carol123']);
  });

  it('that are wrong displace no good result, however many come', async () => {
    let comparisons = 0;
    const passwords = createPasswords(
      {
        compare({ password }) {
          comparisons += 1;
          return Promise.resolve(password === 'carol123');
        },
      },
      unexpected,
    );
    const check = (password: string) => passwords.check(users, { user: 'carol', password }, 'a');
    await check('carol123');
    for (let i = 0; i < 3000; i += 1) await check(`wrong ${i}`);
    const before = comparisons;

    await expect(check('carol123')).resolves.toBe('good');
    expect(comparisons).toBe(before);
  });

  it('of another client wait for one comparison, not for all of a flood', async () => {
    const { comparer, comparisons, release } = held();
    const passwords = createPasswords(comparer, unexpected);
    const check = (password: string, client: string) =>
      passwords.check(users, { user: 'carol', password }, client);
    const flood = Array.from({ length: 9 }, (_, i) => check(`wrong ${i}`, 'attacker'));
    const scrape = check('carol123', 'prometheus');
    await Promise.resolve();
    for (let i = 0; i < 3; i += 1) {
      release();
      await new Promise(setImmediate);
    }

    expect(comparisons.slice(0, 3)).toContain('carol123');
    await expect(scrape).resolves.toBe('good');
    for (let i = 0; i < 9; i += 1) {
      release();
      await new Promise(setImmediate);
    }
    await Promise.all(flood);
  });

  it('beyond what may wait are refused at once', async () => {
    const { comparer, release } = held();
    const passwords = createPasswords(comparer, unexpected);
    const checks = Array.from({ length: 12 }, (_, i) =>
      passwords.check(users, { user: 'carol', password: `wrong ${i}` }, 'attacker'),
    );

    // One is being compared and eight wait.
    await expect(Promise.all(checks.slice(9))).resolves.toEqual(['busy', 'busy', 'busy']);
    for (let i = 0; i < 9; i += 1) {
      release();
      await new Promise(setImmediate);
    }
    await expect(Promise.all(checks.slice(0, 9))).resolves.toEqual(Array(9).fill('wrong'));
  });

  it('whose hash takes too long are neither good nor wrong, and hold nothing for ever', async () => {
    const failures: unknown[] = [];
    const passwords = createPasswords(createComparer(300), (error) => failures.push(error));
    const costly = new Map([
      ['bob', '$2y$18$4VeFDzXIoPHKnKTU3O3GH.N.vZu06CVqczYZ8WvfzrddFU6tGqjR.'],
    ]);

    await expect(passwords.check(costly, { user: 'bob', password: 'x' }, 'a')).resolves.toBe(
      'busy',
    );
    expect(String(failures[0])).toContain('took more than 0.3 s');
    await expect(
      passwords.check(users, { user: 'carol', password: 'carol123' }, 'a'),
    ).resolves.toBe('good');
  });
});
