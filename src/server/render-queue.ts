import type { PageLimits } from './limits.ts';

/** Lets a few pages be rendered at once; the others wait in their order. */
export interface RenderQueue {
  /**
   * Resolves with a function that ends the turn.
   *
   * @param patience milliseconds to wait at most
   * @throws BusyError when too many wait already, or the patience is over
   */
  enter(patience: number): Promise<() => void>;
}

/** There is no room for this request now; later there will be. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

export function createRenderQueue({
  renders,
  waitingScrapes,
}: Pick<PageLimits, 'renders' | 'waitingScrapes'>): RenderQueue {
  const waiting = new Set<() => void>();
  let free = renders;

  return {
    enter(patience) {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(leaveOnce());
      }
      if (waiting.size >= waitingScrapes) return Promise.reject(busy());
      return new Promise((resolve, reject) => {
        const start = () => {
          clearTimeout(timer);
          resolve(leaveOnce());
        };
        const timer = setTimeout(() => {
          waiting.delete(start);
          reject(busy());
        }, patience);
        waiting.add(start);
      });
    },
  };

  /** In a later turn of the event loop: a hundred scrapes that share a collection are ready at the same moment. */
  function leaveOnce(): () => void {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      setImmediate(next);
    };
  }

  function next(): void {
    const [start] = waiting;
    if (start === undefined) {
      free += 1;
      return;
    }
    waiting.delete(start);
    start();
  }
}

function busy(): BusyError {
  return new BusyError('too many scrapes are under way: try again later');
}
