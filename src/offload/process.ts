import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Notice, ReaderRequest, ReaderResponse } from './message.ts';

/** A process that reads documents, so that the event loop of this one does not have to. */
export interface ReaderProcess {
  /** Why it has ended, or undefined while it runs. */
  readonly fault: Error | undefined;
  /** Whether a request is under way. */
  readonly isBusy: boolean;
  /** Resolves when it is on its way. */
  note(notice: Notice): Promise<void>;
  /** One at a time. @throws ProcessEnded; what `end` was called with */
  request(request: ReaderRequest): Promise<ReaderResponse>;
  /** Bytes of memory that are not shared with this process, or undefined where that is not known. */
  memory(): number | undefined;
  /** While it is in use this process must not end; while it waits it must not be kept. */
  setInUse(inUse: boolean): void;
  /** Ends it at once, however deep it is in a document. */
  end(error: Error): void;
}

/** The process has ended in the middle of its work. */
export class ProcessEnded extends Error {
  readonly isMemory: boolean;

  constructor(message: string, isMemory: boolean) {
    super(message);
    this.isMemory = isMemory;
  }
}

/** V8 ends a process that needs more memory than it may have by a signal, and so does the kernel. */
const memorySignals: ReadonlySet<string | null> = new Set(['SIGABRT', 'SIGTRAP', 'SIGKILL']);

// Beside this file, whichever of the two it is: a source, or what was built of it.
const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.cjs';

/** So that this process gets the processor first, where both share it. */
const niceness = 10;

/**
 * A process and not a thread, as V8 ends the process when JSON.parse or an array meets the limit in a thread.
 *
 * @param heap megabytes that the values of documents may take in it
 * @param onEnd called once, when it has ended in whatever way
 */
export function startReaderProcess(heap: number, onEnd: () => void): ReaderProcess {
  const child = fork(new URL(file, import.meta.url), {
    execArgv: [`--max-old-space-size=${heap}`],
    // No secret of this process, and not its NODE_OPTIONS, which may set another limit.
    env: {
      TZ: process.env['TZ'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  yieldProcessor(child);
  let fault: Error | undefined;
  let waiting: PromiseWithResolvers<ReaderResponse> | undefined;
  child.on('message', (response: ReaderResponse) => {
    const { resolve } = waiting ?? {};
    waiting = undefined;
    resolve?.(response);
  });
  child.on('exit', (code, signal) => {
    const message = `its reader process ended with ${signal ?? `code ${code}`}`;
    fail(new ProcessEnded(message, memorySignals.has(signal)));
  });
  child.on('error', fail);

  return {
    get fault() {
      return fault;
    },
    get isBusy() {
      return waiting !== undefined;
    },
    note: send,
    async request(request) {
      if (fault !== undefined) throw fault;
      // From here on it is busy: its response must not come to whoever is next.
      waiting = Promise.withResolvers();
      const { promise } = waiting;
      promise.catch(() => {});
      await send(request);
      return promise;
    },
    memory: () => memoryOf(child.pid),
    setInUse(inUse) {
      if (inUse) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
    end(error) {
      child.kill('SIGKILL');
      fail(error);
    },
  };

  function fail(error: Error): void {
    if (fault !== undefined) return;
    fault = error;
    waiting?.reject(error);
    waiting = undefined;
    onEnd();
  }

  /** What goes wrong on the way is reported by the end of the process, to whoever sent a request. */
  function send(message: Notice | ReaderRequest): Promise<void> {
    return new Promise((resolve) => {
      if (child.connected) child.send(message, () => resolve());
      else resolve();
    });
  }
}

function yieldProcessor({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, niceness);
  } catch {
    // It has ended already, which its event says; or its priority is lower than that.
  }
}

/** proc_pid_status(5). */
function memoryOf(pid: number | undefined): number | undefined {
  try {
    const [, kibibytes] =
      /^RssAnon:\s{0,8}(\d{1,12})/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
