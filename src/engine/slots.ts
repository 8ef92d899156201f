import { reasonOf } from './deadline.ts';

/** Lets a bounded number of collections run at once. */
export interface Slots {
  /**
   * Resolves with a function that gives the slot back (once; a second call does nothing). Who is
   * `late` comes after all who are not. Rejects with the signal's reason when it fires first.
   */
  acquire(signal: AbortSignal, late: boolean): Promise<() => void>;
}

export function createSlots(size: number): Slots {
  const waiting: [prompt: Set<() => void>, late: Set<() => void>] = [new Set(), new Set()];
  let free = size;

  function take(): () => void {
    free -= 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      free += 1;
      const queue = waiting[0].size > 0 ? waiting[0] : waiting[1];
      const [next] = queue;
      if (next === undefined) return;
      queue.delete(next);
      next();
    };
  }

  return {
    acquire(signal, late) {
      if (signal.aborted) return Promise.reject(reasonOf(signal));
      if (free > 0) return Promise.resolve(take());
      return new Promise((resolve, reject) => {
        const queue = waiting[late ? 1 : 0];
        const start = () => {
          signal.removeEventListener('abort', giveUp);
          resolve(take());
        };
        const giveUp = () => {
          queue.delete(start);
          reject(reasonOf(signal));
        };
        queue.add(start);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
