/** The longest delay of Node.js timers; a longer one fires immediately and prints a warning. */
const longestTimer = 2 ** 31 - 1;

/** Limits a delay in milliseconds to the maximum of `setTimeout`, 24.8 days. */
export function timerDelay(ms: number): number {
  return Math.min(ms, longestTimer);
}

/** A signal that fires at a time that can be changed. `clear` stops its timer when the work is done. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Makes the signal fire `ms` from now instead. Has no effect after it has fired. */
  restart(ms: number): void;
  /** Fires now. */
  fire(reason: Error): void;
  clear(): void;
}

/**
 * Unlike `AbortSignal.timeout`, its timer can be cleared. Otherwise repeated collections that take 10 ms with a
 * deadline of 10 s would keep a thousand timers.
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
    fire(early) {
      clearTimeout(timer);
      controller.abort(early);
    },
    clear: () => clearTimeout(timer),
  };

  function start(delay: number): NodeJS.Timeout {
    return setTimeout(() => controller.abort(reason()), timerDelay(delay));
  }
}

/**
 * Stops waiting when `signal` fires, so that work that ignores its signal cannot block the scrape. Work that honours it
 * has one turn of the event loop to report its own reason.
 */
export function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {}); // its result is no longer needed; avoids an unhandled rejection
    return Promise.reject(reasonOf(signal));
  }
  return new Promise((resolve, reject) => {
    const giveUp = () => setImmediate(() => reject(reasonOf(signal)));
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

/** The reason of a fired signal as an error; a signal may carry any value. */
export function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(`aborted: ${String(reason)}`);
}
