import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Notice, ReaderRequest, ReaderResponse } from './message.ts';

/** A process that reads documents outside of this event loop. */
export interface ReaderProcess {
  /** Why it has ended, or undefined while it runs. */
  readonly fault: Error | undefined;
  /** Whether a request is in progress. */
  readonly isBusy: boolean;
  /** Resolves when it was sent. */
  note(notice: Notice): Promise<void>;
  /** One at a time. @throws ProcessEnded; what `end` was called with */
  request(request: ReaderRequest): Promise<ReaderResponse>;
  /** Bytes of memory that are not shared with this process; undefined if not known. */
  memory(): number | undefined;
  /** Keeps this process alive while it is in use, but not while it is idle. */
  setInUse(inUse: boolean): void;
  /** Ends it immediately, even in the middle of a document. */
  end(error: Error): void;
}

/** The process ended in the middle of its work. */
export class ProcessEnded extends Error {
  readonly isMemory: boolean;

  constructor(message: string, isMemory: boolean) {
    super(message);
    this.isMemory = isMemory;
  }
}

/** V8 and the kernel end a process that exceeds its memory limit with a signal. */
const memorySignals: ReadonlySet<string | null> = new Set(['SIGABRT', 'SIGTRAP', 'SIGKILL']);

// In the folder of this file, both in src/ and in dist/.
const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.cjs';

/** So that this process has priority if both share a processor. */
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
    // Without the secrets of this process, and without its NODE_OPTIONS, which may set another limit.
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
      // From here on it is busy: the next caller must not receive its response.
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

  /** Errors of the channel end the process, which is reported to the sender of a request. */
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
