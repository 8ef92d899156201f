import { createHmac, randomBytes } from 'node:crypto';
import type { BasicCredentials } from './basic-credentials.ts';
import type { Comparer } from './compare.ts';
import { createFairQueue } from './fair-queue.ts';
import { createRecentKeys } from './recent.ts';

export type Verdict = 'good' | 'wrong' | 'busy';

/** Checks credentials. */
export interface Passwords {
  /**
   * @param users bcrypt hashes by user name
   * @param client address of the client, whose requests share a place in the queue
   */
  check(
    users: ReadonlyMap<string, string>,
    credentials: BasicCredentials,
    client: string,
  ): Promise<Verdict>;
}

/** Size of each cache. Valid and invalid results have separate caches, so a flood of invalid ones evicts no valid one. */
const rememberedResults = 1000;

/** Maximum number of queued checks: per client, and in total. Further requests receive `Retry-After`. */
const waitingLimits = { client: 8, total: 256 };

interface Check {
  readonly key: string;
  readonly password: string;
  readonly hash: string;
  readonly isUser: boolean;
  readonly resolve: (verdict: Verdict) => void;
}

/** @param onFailure called when a comparison failed */
export function createPasswords(
  comparer: Comparer,
  onFailure: (error: unknown) => void,
): Passwords {
  // Results are cached under a keyed hash, so that the process keeps no passwords in memory.
  const secret = randomBytes(32);
  const good = createRecentKeys(rememberedResults);
  const wrong = createRecentKeys(rememberedResults);
  const underWay = new Map<string, Promise<Verdict>>();
  const queue = createFairQueue<Check>(waitingLimits);
  let isRunning = false;

  return { check };

  function check(
    users: ReadonlyMap<string, string>,
    { user, password }: BasicCredentials,
    client: string,
  ): Promise<Verdict> {
    const known = users.get(user);
    const hash = known ?? decoy(users, user);
    const key = digest([user, hash, password]);
    if (good.has(key)) return Promise.resolve('good');
    if (wrong.has(key)) return Promise.resolve('wrong');
    // Requests with the same credentials share one comparison.
    const shared = underWay.get(key);
    if (shared !== undefined) return shared;
    const { promise, resolve } = Promise.withResolvers<Verdict>();
    const isUser = known !== undefined;
    if (!queue.add(client, { key, password, hash, isUser, resolve }))
      return Promise.resolve('busy');
    underWay.set(key, promise);
    void work();
    return promise;
  }

  async function work(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    for (let next = queue.take(); next !== undefined; next = queue.take()) {
      next.resolve(await verdictOf(next));
      underWay.delete(next.key);
    }
    isRunning = false;
  }

  async function verdictOf({ key, password, hash, isUser }: Check): Promise<Verdict> {
    try {
      const same = await comparer.compare({ password, hash });
      const isGood = same && isUser;
      (isGood ? good : wrong).add(key);
      return isGood ? 'good' : 'wrong';
    } catch (error) {
      onFailure(error);
      return 'busy';
    }
  }

  /**
   * The hash that the password of an unknown user is compared with, always the same one for a name. It takes as long as
   * for an existing user, so that response times do not reveal which users exist.
   */
  function decoy(users: ReadonlyMap<string, string>, user: string): string {
    const hashes = [...users.values()];
    const index = Number.parseInt(digest(['decoy', user]).slice(0, 8), 16) % hashes.length;
    return hashes[index] ?? '';
  }

  function digest(parts: readonly string[]): string {
    return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('hex');
  }
}
