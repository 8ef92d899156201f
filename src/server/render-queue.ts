import type { Turns } from '../engine/turns.ts';
import type { PageLimits } from './limits.ts';

/** Lets a few pages be rendered at once; the others wait in their order. */
export interface RenderQueue {
  /**
   * Resolves with a function that ends the turn.
   *
   * @param content what the page is made of: pages of the same cost one rendering, and count as one that waits
   * @param patience milliseconds to wait at most
   * @throws BusyError when too many wait already, or the patience is over
   */
  enter(content: object, patience: number): Promise<() => void>;
}

/** There is no room for this request now; later there will be. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

export function createRenderQueue(
  { renders, waitingScrapes }: Pick<PageLimits, 'renders' | 'waitingScrapes'>,
  turns: Turns,
): RenderQueue {
  const waiting = new Map<() => void, object>();
  /** How many wait for each. */
  const contents = new Map<object, number>();
  let free = renders;

  return {
    async enter(content, patience) {
      const isAlone = free === renders;
      if (free > 0) free -= 1;
      else await wait(content, patience);
      if (!isAlone) await turns.next();
      return leaveOnce();
    },
  };

  function wait(content: object, patience: number): Promise<void> {
    const others = contents.get(content) ?? 0;
    if (others === 0 && contents.size >= waitingScrapes) return Promise.reject(busy());
    contents.set(content, others + 1);
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        forget(start);
        reject(busy());
      }, patience);
      waiting.set(start, content);
    });
  }

  function leaveOnce(): () => void {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const [start] = waiting.keys();
      if (start === undefined) {
        free += 1;
        return;
      }
      forget(start);
      start();
    };
  }

  function forget(start: () => void): void {
    const content = waiting.get(start);
    if (content === undefined) return;
    waiting.delete(start);
    const others = (contents.get(content) ?? 1) - 1;
    if (others === 0) contents.delete(content);
    else contents.set(content, others);
  }
}

function busy(): BusyError {
  return new BusyError('too many scrapes are under way: try again later');
}
