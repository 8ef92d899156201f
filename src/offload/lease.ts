import { reasonOf } from '../engine/deadline.ts';
import type { Notice, ReaderRequest, ReaderResponse } from './message.ts';
import { ProcessEnded, type ReaderProcess } from './process.ts';

/** A reader process, for one collection. */
export interface Lease {
  /** Maximum megabytes of the values of documents in that process. */
  readonly heap: number;
  /** Whether a request is under way. */
  readonly isBusy: boolean;
  /** Resolves when it is on its way, or the signal fires. */
  note(notice: Notice): Promise<void>;
  /** One at a time. @throws ProcessEnded; the reason of the signal */
  request(request: ReaderRequest): Promise<ReaderResponse>;
  /** Must always be called in the end. */
  release(): void;
}

/** After this many bytes of documents a process is ended to release its memory, which has grown to 600 MB after 100 MiB. */
const keptBytes = 8 * 1024 * 1024;

/**
 * @param onRelease called once, when the process is free or has ended; `isSuspect` if it was ended in the middle of a
 * document
 */
export function createLease(
  process: ReaderProcess,
  heap: number,
  signal: AbortSignal,
  onRelease: (isSuspect: boolean) => void,
): Lease {
  let isOver = false;
  let bytes = 0;
  const over = Promise.withResolvers<void>();
  signal.addEventListener('abort', release, { once: true });
  if (signal.aborted) release();
  return {
    heap,
    get isBusy() {
      return process.isBusy;
    },
    async note(notice) {
      if (isOver) return;
      if (notice.notice === 'bytes') bytes += notice.part.length;
      // A process that is ended says so later, when it is too late to tell what it was doing.
      await Promise.race([process.note(notice), over.promise]);
    },
    async request(request) {
      if (isOver) throw reasonOf(signal);
      try {
        return await process.request(request);
      } catch (error) {
        throw signal.aborted ? reasonOf(signal) : error;
      }
    },
    release,
  };

  function release(): void {
    if (isOver) return;
    isOver = true;
    over.resolve();
    signal.removeEventListener('abort', release);
    const { fault, isBusy } = process;
    const isSuspect = isBusy || (fault instanceof ProcessEnded && fault.isMemory);
    if (isBusy || bytes > keptBytes) process.end(new Error('no longer needed'));
    else if (fault === undefined) void process.note({ notice: 'end' });
    onRelease(isSuspect);
  }
}
