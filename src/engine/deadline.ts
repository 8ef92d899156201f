/** The longest delay that timers of Node.js take; a longer one fires at once and prints a warning. */
const longestTimer = 2 ** 31 - 1;

/** A delay in milliseconds as `setTimeout` takes it: at most 24.8 days. */
export function timerDelay(ms: number): number {
  return Math.min(ms, longestTimer);
}

/** A signal that fires at a time that may be moved; `clear` releases its timer once the work is done. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Lets the signal fire `ms` from now instead. Does nothing once it has fired. */
  restart(ms: number): void;
  clear(): void;
}

/**
 * Not `AbortSignal.timeout`: that one keeps its timer to the end, and with a collection that takes
 * 10 ms under a deadline of 10 s there would be a thousand of them.
 */
export function deadlineAfter(ms: number, reason: () => Error): Deadline {
  const controller = new AbortController();
  let timer = start(ms);
  return {
    signal: controller.signal,
    restart(again) {
      clearTimeout(timer);
      timer = start(again);
    },
    clear: () => clearTimeout(timer),
  };

  function start(delay: number): NodeJS.Timeout {
    return setTimeout(() => controller.abort(reason()), timerDelay(delay));
  }
}

/**
 * Gives up waiting when `signal` fires, so work that ignores its signal cannot hold the scrape. Work
 * that honours it has one turn of the event loop to report what it was doing.
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
  return reason instanceof Error ? reason : new Error(`aborted: ${String(reason)}`);
}
