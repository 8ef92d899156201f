import { reasonOf } from './deadline.ts';

/** Who waits for a slot. */
export interface Applicant {
  /** It timed out the last time, and so starts after those that did not. */
  readonly late: boolean;
  /** Monotonic milliseconds of the last time that it got a slot; 0 if never. */
  readonly lastHeld: number;
  /** Whether it has enough time left to make use of a slot. */
  isWorthStarting(): boolean;
}

/** Limits how many collections run at once; the others wait. */
export interface Semaphore {
  /**
   * Resolves with a function that gives the slot back (once; a second call does nothing). Rejects
   * with the signal's reason when it fires first.
   */
  acquire(signal: AbortSignal, applicant: Applicant): Promise<() => void>;
  /** Lets so many run at once from now on; those that have a slot keep it. */
  resize(size: number): void;
}

interface Waiting {
  readonly applicant: Applicant;
  start(): void;
}

/**
 * A free slot goes to who has waited longest. Late ones come after all others, hold at most half of
 * the slots, and take turns: however many collectors hang, and for however long, one that works finds
 * a slot once the hanging ones are known.
 */
export function createSemaphore(initialSize: number): Semaphore {
  const punctual = new Set<Waiting>();
  const late = new Set<Waiting>();
  let size = initialSize;
  let held = 0;
  let heldByLate = 0;

  return {
    acquire(signal, applicant) {
      if (signal.aborted) return Promise.reject(reasonOf(signal));
      return new Promise((resolve, reject) => {
        const queue = applicant.late ? late : punctual;
        const giveUp = () => {
          queue.delete(waiting);
          reject(reasonOf(signal));
        };
        const waiting: Waiting = {
          applicant,
          start() {
            queue.delete(waiting);
            signal.removeEventListener('abort', giveUp);
            resolve(take(applicant));
          },
        };
        queue.add(waiting);
        signal.addEventListener('abort', giveUp, { once: true });
        fill();
      });
    },
    resize(newSize) {
      size = newSize;
      fill();
    },
  };

  function fill(): void {
    for (;;) {
      const next = held < size ? (nextPunctual() ?? nextLate()) : undefined;
      if (next === undefined) return;
      next.start();
    }
  }

  function take(applicant: Applicant): () => void {
    const weight = applicant.late ? 1 : 0;
    held += 1;
    heldByLate += weight;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      held -= 1;
      heldByLate -= weight;
      fill();
    };
  }

  function nextPunctual(): Waiting | undefined {
    for (const waiting of punctual) if (waiting.applicant.isWorthStarting()) return waiting;
    return undefined;
  }

  function nextLate(): Waiting | undefined {
    if (heldByLate >= Math.max(1, Math.floor(size / 2))) return undefined;
    let next: Waiting | undefined;
    for (const waiting of late) {
      const isLonger = next === undefined || waiting.applicant.lastHeld < next.applicant.lastHeld;
      if (isLonger && waiting.applicant.isWorthStarting()) next = waiting;
    }
    return next;
  }
}
