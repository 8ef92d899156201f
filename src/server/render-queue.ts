import type { Turns } from '../engine/turns.ts';
import type { PageLimits } from './limits.ts';

/** Limits the number of pages that are rendered concurrently; the others are queued in order. */
export interface RenderQueue {
  /**
   * Resolves with a function that releases the slot.
   *
   * @param content the content of the page; pages with the same content are rendered once and count as one queued page
   * @param patience maximum waiting time in milliseconds
   * @throws BusyError if the queue is full, or the waiting time has passed
   */
  enter(content: object, patience: number): Promise<() => void>;
}

/** The server is busy; the request may be retried later. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

export function createRenderQueue(
  { renders, waitingScrapes }: Pick<PageLimits, 'renders' | 'waitingScrapes'>,
  turns: Turns,
): RenderQueue {
  const waiting = new Map<() => void, object>();
  /** Number of queued scrapes by content. */
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
