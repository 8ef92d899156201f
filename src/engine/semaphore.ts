import { reasonOf } from './deadline.ts';

/** Lets a bounded number of collections run at once; the others wait in their order. */
export interface Semaphore {
  /**
   * Resolves with a function that gives the slot back (once; a second call does nothing). Rejects
   * with the signal's reason when it fires first.
   */
  acquire(signal: AbortSignal): Promise<() => void>;
}

export function createSemaphore(size: number): Semaphore {
  const waiting = new Set<() => void>();
  let free = size;

  function take(): () => void {
    free -= 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      free += 1;
      const [next] = waiting;
      if (next === undefined) return;
      waiting.delete(next);
      next();
    };
  }

  return {
    acquire(signal) {
      if (signal.aborted) return Promise.reject(reasonOf(signal));
      if (free > 0) return Promise.resolve(take());
      return new Promise((resolve, reject) => {
        const start = () => {
          signal.removeEventListener('abort', giveUp);
          resolve(take());
        };
        const giveUp = () => {
          waiting.delete(start);
          reject(reasonOf(signal));
        };
        waiting.add(start);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
