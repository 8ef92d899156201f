import { setTimeout as sleep } from 'node:timers/promises';

/** How long a change may take to arrive: minutes, on a cluster whose kubelet and reloader are in no hurry. */
const patienceSeconds = 300;
const pauseMilliseconds = 1000;

/** Tells `waitFor` what there is instead of what is awaited; gives undefined, to be returned. */
export type NotYet = (seen: string) => undefined;

/**
 * Looks again and again until `look` gives a value, at most 300 seconds. A look that throws is
 * one that found nothing. The error at the end tells what was seen last.
 */
export async function waitFor<T>(
  what: string,
  signal: AbortSignal,
  look: (notYet: NotYet) => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + patienceSeconds * 1000;
  let seen = 'nothing';
  const notYet: NotYet = (text) => {
    seen = text;
    return undefined;
  };
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    try {
      const found = await look(notYet);
      if (found !== undefined) return found;
    } catch (error) {
      notYet(error instanceof Error ? error.message : String(error));
    }
    await sleep(pauseMilliseconds, undefined, { signal });
  }
  throw new Error(`${what}: not within ${patienceSeconds} s. Last seen: ${seen}`);
}
