import { once } from 'node:events';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { reasonOf } from '../../engine/deadline.ts';
import { messageOf } from '../../engine/failure.ts';
import { CollectionError } from '../../engine/source.ts';
import type { ExtractionResult } from '../../extract/extraction.ts';
import type { MetricFamily } from '../../metric/family.ts';
import type { Answer, Job, PartialResult, Question } from './message.ts';

/** A thread that makes families of large documents, so that the event loop does not have to. */
export interface ExtractionThread {
  /**
   * One job after the other. When the signal fires, a job that runs is ended, however deep it is in a
   * document, and the thread with it; the next job has a new one.
   *
   * @throws CollectionError as the same work would here; `limit` when it needs more memory than there is
   */
  run(job: Job, signal: AbortSignal): Promise<ExtractionResult>;
}

/** To start a thread takes longer than to read a document of a megabyte; to keep one takes its memory. */
const keptIdleMs = 60_000;

// Beside this file, whichever of the two it is: a source, or what was built of it.
const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';

/** Starts nothing yet: the thread comes with the first job, and goes when it had none for a minute. */
export function createExtractionThread(): ExtractionThread {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  return {
    run(job, signal) {
      const result = last.then(() => runNow(job, signal));
      last = result.catch(() => {});
      return result;
    },
  };

  async function runNow(job: Job, signal: AbortSignal): Promise<ExtractionResult> {
    if (signal.aborted) throw reasonOf(signal);
    clearTimeout(idle);
    worker ??= start();
    // While it works the process must not end; while it waits it must not be kept.
    worker.ref();
    try {
      const answer = await ask<Answer>(worker, job, signal, buffersOf(job));
      if ('failure' in answer) throw new Refused(answer.failure);
      return await complete(answer.result, worker, signal);
    } catch (error) {
      if (error instanceof Refused) throw error.failure;
      stop();
      throw signal.aborted ? reasonOf(signal) : brokenThread(job, error);
    } finally {
      worker?.unref();
      idle = setTimeout(stop, keptIdleMs).unref();
    }
  }

  function stop(): void {
    void worker?.terminate();
    worker = undefined;
  }
}

/** The thread is well, the job has failed. */
class Refused extends Error {
  readonly failure: CollectionError;

  constructor({ reason, message }: Extract<Answer, { failure: unknown }>['failure']) {
    super(message);
    this.failure = new CollectionError(reason, message);
  }
}

function start(): Worker {
  const megabyte = 2 ** 20;
  const maxOldGenerationSizeMb = Math.floor(getHeapStatistics().heap_size_limit / megabyte);
  const worker = new Worker(new URL(file, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb },
  });
  // Told by whoever waits for an answer; without one there is nothing to tell.
  worker.on('error', () => {});
  return worker;
}

async function ask<T>(
  worker: Worker,
  question: Question,
  signal: AbortSignal,
  transfer: readonly ArrayBuffer[] = [],
): Promise<T> {
  const answered = once(worker, 'message', { signal });
  worker.postMessage(question, transfer);
  const [answer]: T[] = await answered;
  if (answer === undefined) throw new Error('the thread gave no answer');
  return answer;
}

/** The bytes change hands instead of being copied, where they are all of their memory. */
function buffersOf({ documents }: Job): ArrayBuffer[] {
  return documents.flatMap(({ bytes: { buffer, byteLength } }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
  );
}

/** Fetches the label values. Between two answers the event loop has its turn. */
async function complete(
  { families: partial, ...rest }: PartialResult,
  worker: Worker,
  signal: AbortSignal,
): Promise<ExtractionResult> {
  const families: MetricFamily[] = [];
  for (const { family, texts } of partial) {
    const labelValues: string[] = [];
    while (labelValues.length < texts) {
      labelValues.push(...(await ask<readonly string[]>(worker, 'more', signal)));
    }
    families.push({ ...family, labelValues });
  }
  return { ...rest, families };
}

function brokenThread({ documents }: Job, error: unknown): CollectionError {
  const names = documents.map(({ name }) => name).join(', ');
  const isMemory =
    error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? new CollectionError(
        'limit',
        `${names}: takes more memory to read than there is: raise the memory limit, or lower limits.bodySize`,
        { cause: error },
      )
    : new CollectionError('internal', `${names}: ${messageOf(error)}`, { cause: error });
}
