import { ProcessEnded, type ReaderProcess } from './process.ts';

/** Sees to it that reader processes together do not take more memory than they may. */
export interface MemoryWatch {
  /** Goes on until no process is in use. */
  watch(): void;
}

interface Watched {
  readonly process: ReaderProcess;
  readonly holder: object | undefined;
}

/** The limit of V8 is one of values only: strings and bytes beyond it grow by some MB in that time. */
const everyMs = 50;

/**
 * Ends the largest process when all of them together take more than `limit` bytes; one that nobody uses first.
 *
 * @param processes those that run, as they come and go
 */
export function watchMemory(processes: ReadonlySet<Watched>, limit: number): MemoryWatch {
  let timer: NodeJS.Timeout | undefined;
  return {
    watch() {
      timer ??= setInterval(look, everyMs).unref();
    },
  };

  function look(): void {
    const all = [...processes].map(({ process, holder }) => ({
      process,
      isIdle: holder === undefined,
      bytes: process.memory() ?? 0,
    }));
    if (all.every(({ isIdle }) => isIdle)) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    const together = all.reduce((sum, { bytes }) => sum + bytes, 0);
    if (together <= limit) return;
    const [first] = all.toSorted(
      (a, b) => Number(b.isIdle) - Number(a.isIdle) || b.bytes - a.bytes,
    );
    first?.process.end(
      new ProcessEnded(
        `its reader process reached ${megabytes(first.bytes)}, of ${megabytes(limit)} for all of them`,
        true,
      ),
    );
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
