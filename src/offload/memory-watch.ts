import { ProcessEnded, type ReaderProcess } from './process.ts';

/** Enforces the memory limit of all reader processes together. */
export interface MemoryWatch {
  /** Continues until no process is in use. */
  watch(): void;
}

interface Watched {
  readonly process: ReaderProcess;
  readonly holder: object | undefined;
}

/** V8 only limits its heap; strings and bytes outside of it can grow by some MB in that time. */
const everyMs = 50;

/**
 * Ends a process if all of them together take more than `limit` bytes: an unused one first, and otherwise the largest.
 *
 * @param processes the running processes, which change over time
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
