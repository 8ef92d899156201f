/** A signal that fires after `ms`; `clear` releases its timer once the work is done. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

/**
 * Not `AbortSignal.timeout`: that one keeps its timer to the end, and with a collection that takes
 * 10 ms under a deadline of 10 s there would be a thousand of them.
 */
export function deadlineAfter(ms: number, reason: () => Error): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(reason()), ms);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

/**
 * Gives up waiting when `signal` fires, so work that ignores its signal cannot hold the scrape. Work
 * that heeds it has one turn of the event loop to say itself what it was doing.
 */
export function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {}); // nobody waits for it any more, so its failure is not "unhandled"
    return Promise.reject(reasonOf(signal));
  }
  return new Promise((resolve, reject) => {
    const giveUp = () => setImmediate(() => reject(reasonOf(signal)));
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

/** Why a signal fired, as an error; a signal may carry any value. */
export function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(`ended: ${String(reason)}`);
}
