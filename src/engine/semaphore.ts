import { reasonOf } from './deadline.ts';

/** A collection that waits for a slot. */
export interface Applicant {
  /** It timed out the last time and starts after those that did not. */
  readonly late: boolean;
  /** Monotonic milliseconds of the last time it held a slot; 0 if never. */
  readonly lastHeld: number;
  /** Whether it has enough time left to use a slot. */
  isWorthStarting(): boolean;
}

/** Limits the number of concurrent collections; the others wait. */
export interface Semaphore {
  /**
   * Resolves to a function that releases the slot; further calls of it do nothing. Rejects with the signal's reason if
   * it fires first.
   */
  acquire(signal: AbortSignal, applicant: Applicant): Promise<() => void>;
  /** Changes the number of slots from now on; collections that have a slot keep it. */
  resize(size: number): void;
}

interface Waiting {
  readonly applicant: Applicant;
  start(): void;
}

/**
 * A free slot goes to the applicant that has waited longest. Late applicants come after all others, hold at most half
 * of the slots, and take turns. Once the hanging collectors are marked as late, a working one always finds a slot.
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
