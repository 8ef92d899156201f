import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A password and the bcrypt hash to compare it with. */
export interface Comparison {
  readonly password: string;
  readonly hash: string;
}

/** Compares passwords with bcrypt hashes, one at a time, off the event loop. */
export interface Comparer {
  /** @throws Error when it takes longer than allowed: the cost of the hash is too high */
  compare(comparison: Comparison): Promise<boolean>;
}

const file = import.meta.url.endsWith('.ts') ? './password-worker.ts' : './password-worker.cjs';

/** Idle time after which the worker exits, because it uses about 10 MB. */
const idleMs = 60_000;

/** bcryptjs takes 0.1 s at cost 10, the usual one, and each step above doubles that. */
const longestMs = 5_000;

export function createComparer(longest: number = longestMs): Comparer {
  let worker: Promise<Worker> | undefined;
  let idle: NodeJS.Timeout | undefined;

  return {
    async compare(comparison) {
      clearTimeout(idle);
      worker ??= start();
      const current = await worker;
      const signal = AbortSignal.timeout(longest);
      current.postMessage(comparison);
      try {
        const message: readonly unknown[] = await once(current, 'message', { signal });
        idle = setTimeout(end, idleMs).unref();
        return message[0] === true;
      } catch (error) {
        end();
        if (!signal.aborted) throw error;
        throw new Error(`comparing a password took more than ${longest / 1000} s`, {
          cause: error,
        });
      }
    },
  };

  async function start(): Promise<Worker> {
    const started = new Worker(new URL(file, import.meta.url), {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    });
    started.unref();
    try {
      await once(started, 'message');
    } catch (error) {
      worker = undefined;
      throw error;
    }
    return started;
  }

  function end(): void {
    void worker?.then((current) => current.terminate());
    worker = undefined;
  }
}
