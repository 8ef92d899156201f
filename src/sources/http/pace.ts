import type { Clock } from '../../engine/clock.ts';
import type { ReadPage } from './page-reader.ts';

/** Starts requests at least `pause` milliseconds apart. */
export function paced(readPage: ReadPage, pause: number | undefined, clock: Clock): ReadPage {
  if (pause === undefined) return readPage;
  let free = -Infinity;
  return async (request) => {
    const now = clock.monotonic();
    const turn = Math.max(now, free);
    free = turn + pause;
    await wait(turn - now, request.signal);
    return readPage(request);
  };
}

/** Also resolves when the signal fires; the request then fails with the reason. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
