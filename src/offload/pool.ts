import { CollectionError } from '../engine/source.ts';
import { reasonOf } from '../engine/deadline.ts';
import { createLease, type Lease } from './lease.ts';
import { watchMemory } from './memory-watch.ts';
import { startReaderProcess, type ReaderProcess } from './process.ts';

/** The reader processes of all collectors. They start on demand, and more than one only while collectors wait. */
export interface ReaderPool {
  /**
   * Waits for a reader process. When the signal fires, the process is ended together with its work.
   *
   * @param name name of the collector, which has at most one lease at a time
   * @throws CollectionError `timeout` that names the collectors before it, if the signal fires first
   */
  lease(name: string, signal: AbortSignal): Promise<Lease>;
}

export interface PoolLimits {
  /** Processes at once. */
  readonly readers: number;
  /** Maximum memory of all processes together, in bytes. */
  readonly readersTogether: number;
  /** Maximum megabytes of the values of documents in each process. */
  readonly readerHeap: number;
}

/** Starting a process takes about 0.1 s, but keeping it costs memory. */
const keptIdleMs = 10_000;

/** A process, and the collector that uses it. */
export interface Seat {
  readonly process: ReaderProcess;
  holder: { readonly name: string; readonly since: number } | undefined;
  idle: NodeJS.Timeout | undefined;
}

interface Waiter {
  readonly name: string;
  take(seat: Seat): void;
}

export function createReaderPool(limits: PoolLimits): ReaderPool {
  const seats = new Set<Seat>();
  const waiting: Waiter[] = [];
  /** Collectors whose last document ended the process that read it. All of them share one. */
  const suspects = new Set<string>();
  const memory = watchMemory(seats, limits.readersTogether);

  return {
    lease(name, signal) {
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(waitedTooLong(seats, signal));
        };
        const waiter: Waiter = {
          name,
          take(seat) {
            signal.removeEventListener('abort', giveUp);
            resolve(leaseOf(seat, name, signal));
          },
        };
        waiting.push(waiter);
        if (signal.aborted) giveUp();
        else signal.addEventListener('abort', giveUp, { once: true });
        serveNext();
      });
    },
  };

  function serveNext(): void {
    for (;;) {
      const next = nextWaiter();
      const seat = next && (freeSeat() ?? open());
      if (next === undefined || seat === undefined) return;
      waiting.splice(waiting.indexOf(next), 1);
      next.take(seat);
    }
  }

  function nextWaiter(): Waiter | undefined {
    const holders = new Set([...seats].map(({ holder }) => holder?.name));
    const ready = waiting.filter(({ name }) => !holders.has(name));
    const trusted = ready.find(({ name }) => !suspects.has(name));
    if (trusted !== undefined) return trusted;
    const isSuspectAtWork = [...suspects].some((name) => holders.has(name));
    return limits.readers > 1 && isSuspectAtWork ? undefined : ready[0];
  }

  function freeSeat(): Seat | undefined {
    for (const seat of seats) if (seat.holder === undefined) return seat;
    return undefined;
  }

  function open(): Seat | undefined {
    if (seats.size >= limits.readers) return undefined;
    const process = startReaderProcess(limits.readerHeap, () => {
      clearTimeout(seat.idle);
      seats.delete(seat);
      serveNext();
    });
    const seat: Seat = { process, holder: undefined, idle: undefined };
    seats.add(seat);
    return seat;
  }

  function leaseOf(seat: Seat, name: string, signal: AbortSignal): Lease {
    clearTimeout(seat.idle);
    seat.holder = { name, since: performance.now() };
    seat.process.setInUse(true);
    memory.watch();
    return createLease(seat.process, limits.readerHeap, signal, (isSuspect) => {
      if (isSuspect) suspects.add(name);
      else suspects.delete(name);
      if (seat.process.fault === undefined) rest(seat);
      else if (isSuspect && freeSeat() === undefined) keepSpare();
      serveNext();
    });
  }

  /** So that the next collection, which is likely to need a process, does not wait for its start. */
  function keepSpare(): void {
    const spare = open();
    if (spare !== undefined) rest(spare);
  }

  function rest(seat: Seat): void {
    seat.holder = undefined;
    seat.process.setInUse(false);
    seat.idle = setTimeout(() => seat.process.end(new Error('idle')), keptIdleMs).unref();
  }
}

function waitedTooLong(seats: ReadonlySet<Seat>, signal: AbortSignal): CollectionError {
  const now = performance.now();
  const holders = [...seats].flatMap(({ holder }) =>
    holder === undefined
      ? []
      : [`${holder.name} for ${((now - holder.since) / 1000).toFixed(1)} s`],
  );
  const { message } = reasonOf(signal);
  return new CollectionError(
    'timeout',
    `${message}: was waiting for a reader process, which large documents of other collectors have (${holders.join(', ')}): set a longer timeout, or an interval`,
    { cause: signal.reason },
  );
}
