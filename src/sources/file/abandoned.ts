import { beforeAbort, reasonOf } from '../../engine/deadline.ts';
import { CollectionError } from '../../engine/source.ts';

/**
 * Prevents abandoned work from accumulating: with an unresponsive disk, each call blocks one of the few threads of
 * the process.
 *
 * @returns a function that runs work with a signal, after earlier work whose signal fired has ended
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
