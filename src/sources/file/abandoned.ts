import { beforeAbort, reasonOf } from '../../engine/deadline.ts';
import { CollectionError } from '../../engine/source.ts';

/**
 * Keeps work that nobody waits for any more from piling up: a disk that does not answer holds a thread for
 * each call, and there are few of them in the whole process.
 *
 * @returns runs work under a signal, but not before earlier work has ended whose signal fired
 */
export function createAbandonedGuard(
  doing: string,
): <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T> {
  const abandoned = new Set<Promise<unknown>>();

  return async (work, signal) => {
    if (abandoned.size > 0) await waitForAbandoned(signal);
    const running = work();
    const abandon = () => {
      abandoned.add(running);
    };
    const forget = () => {
      signal.removeEventListener('abort', abandon);
      abandoned.delete(running);
    };
    signal.addEventListener('abort', abandon, { once: true });
    running.then(forget, forget);
    return running;
  };

  async function waitForAbandoned(signal: AbortSignal): Promise<void> {
    try {
      await beforeAbort(Promise.allSettled(abandoned), signal);
    } catch (error) {
      throw new CollectionError(
        'timeout',
        `${reasonOf(signal).message}: an earlier collection is still ${doing}: its disk does not answer`,
        { cause: error },
      );
    }
  }
}
