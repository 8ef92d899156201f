import { fork, type ChildProcess } from 'node:child_process';
import { getHeapStatistics } from 'node:v8';
import { beforeAbort, reasonOf } from '../engine/deadline.ts';
import { CollectionError } from '../engine/source.ts';
import type { Answer, Question, Told } from './message.ts';

/** A process that reads large documents, so that the event loop of this one does not have to. */
export interface ReaderProcess {
  /**
   * Waits until nobody else has it. When the signal fires, the work that is under way in it is ended, however
   * deep it is in a document, and the process with it; whoever is next has a new one.
   *
   * @throws CollectionError when the signal fires before its turn
   */
  lease(signal: AbortSignal): Promise<Lease>;
}

export interface Lease {
  /** Megabytes that the values of documents may take there. */
  readonly memory: number;
  /** Resolves when it is on its way. */
  tell(told: Told): Promise<void>;
  /** @throws ProcessEnded; the reason of the signal */
  ask(question: Question): Promise<Answer>;
  /** To be called in the end, whatever has happened. */
  release(): void;
}

/** The process has ended in the middle of its work. */
export class ProcessEnded extends Error {
  /** V8 ends a process that needs more memory than it may have, and so does the kernel. */
  readonly isMemory: boolean;

  constructor(code: number | null, signal: string | null) {
    super(`the process that read it has ended with ${signal ?? `code ${code}`}`);
    this.isMemory = signal === 'SIGABRT' || signal === 'SIGTRAP' || signal === 'SIGKILL';
  }
}

/** A process that runs, and who waits for it. */
interface Running {
  readonly child: ChildProcess;
  fault: Error | undefined;
  waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
}

/** To start a process takes longer than to read a document of a megabyte; to keep one takes its memory. */
const keptIdleMs = 60_000;

/** After so many bytes of documents it has grown, and gives the memory back by its end: 600 MB after 100 MiB. */
const keptBytes = 8 * 1024 * 1024;

// Beside this file, whichever of the two it is: a source, or what was built of it.
const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.cjs';

/**
 * Half of what this process may have, so that in a container, whose limit is for both, there is enough for both.
 * A process and not a thread, as V8 ends the process when JSON.parse or a list meets the limit in a thread.
 */
const halfOfHeap = Math.max(64, Math.floor(getHeapStatistics().heap_size_limit / 2 ** 21));

/**
 * Starts nothing yet: the process comes with the first lease, and goes when it had none for a minute.
 *
 * @param memory megabytes that the values of documents may take in it
 */
export function createReaderProcess(memory = halfOfHeap): ReaderProcess {
  let running: Running | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  return {
    async lease(signal) {
      const before = last;
      const { promise, resolve: free } = Promise.withResolvers<void>();
      last = before.then(() => promise);
      try {
        await beforeAbort(before, signal);
      } catch (cause) {
        free();
        throw waitedTooLong(signal, cause);
      }
      clearTimeout(idle);
      if (running === undefined || running.fault !== undefined) running = start(memory);
      return leaseOf(running, memory, signal, () => {
        idle = setTimeout(stop, keptIdleMs).unref();
        free();
      });
    },
  };

  function stop(): void {
    running?.child.kill('SIGKILL');
    running = undefined;
  }
}

function leaseOf(
  running: Running,
  memory: number,
  signal: AbortSignal,
  onRelease: () => void,
): Lease {
  let over = false;
  let bytes = 0;
  const isBusy = () => running.waiting !== undefined;
  signal.addEventListener('abort', release, { once: true });
  // While it works this process must not end; while it waits it must not be kept.
  running.child.ref();
  running.child.channel?.ref();
  if (signal.aborted) release();
  return {
    memory,
    async tell(told) {
      if (over) return;
      if (told.tell === 'bytes') bytes += told.part.length;
      await send(running, told);
    },
    async ask(question) {
      if (over) throw reasonOf(signal);
      try {
        // From here on it is busy: what it answers must not come to whoever is next.
        const answer = answerOf(running);
        answer.catch(() => {});
        await send(running, question);
        return await answer;
      } catch (error) {
        throw signal.aborted ? reasonOf(signal) : error;
      }
    },
    release,
  };

  function release(): void {
    if (over) return;
    over = true;
    signal.removeEventListener('abort', release);
    if (isBusy() || bytes > keptBytes) end(running, new Error('nobody waits for it'));
    else void send(running, { tell: 'end' });
    running.child.unref();
    running.child.channel?.unref();
    onRelease();
  }
}

function start(memory: number): Running {
  const child = fork(new URL(file, import.meta.url), {
    execArgv: [`--max-old-space-size=${memory}`],
    // No secret of this process, and not its NODE_OPTIONS, which may set another limit.
    env: {
      TZ: process.env['TZ'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const running: Running = { child, fault: undefined, waiting: undefined };
  child.on('message', (answer: Answer) => {
    const { waiting } = running;
    running.waiting = undefined;
    waiting?.resolve(answer);
  });
  child.on('exit', (code, signal) => fail(running, new ProcessEnded(code, signal)));
  child.on('error', (error) => fail(running, error));
  return running;
}

function end(running: Running, error: Error): void {
  running.child.kill('SIGKILL');
  fail(running, error);
}

function fail(running: Running, error: Error): void {
  running.fault ??= error;
  running.waiting?.reject(running.fault);
  running.waiting = undefined;
}

/** What goes wrong on the way is told by the end of the process, to whoever asks. */
function send({ child }: Running, message: Told | Question): Promise<void> {
  return new Promise((resolve) => {
    if (child.connected) child.send(message, () => resolve());
    else resolve();
  });
}

function answerOf(running: Running): Promise<Answer> {
  if (running.fault !== undefined) return Promise.reject(running.fault);
  return new Promise((resolve, reject) => {
    running.waiting = { resolve, reject };
  });
}

function waitedTooLong(signal: AbortSignal, cause: unknown): CollectionError {
  const { message } = reasonOf(signal);
  return new CollectionError(
    'timeout',
    `${message}: was waiting for its turn, as another large document is read: give it a longer timeout, or an interval of its own`,
    { cause },
  );
}
