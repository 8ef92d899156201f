import { messageOf } from '../engine/failure.ts';
import { CollectionError } from '../engine/source.ts';
import type { RuleTrace } from '../extract/trace.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { Offload, CollectionContext, OpenCollection } from '../documents/collect-documents.ts';
import type { RawDocument } from '../documents/document.ts';
import type { DocumentsResult } from '../documents/document-collection.ts';
import type { Pagination } from '../documents/pagination-schema.ts';
import { createCostOf } from '../documents/cost.ts';
import { bytesAtOnce, type Answer, type Question } from './message.ts';
import { ProcessEnded, type Lease, type ReaderProcess } from './process.ts';
import { packPagination, packRules, type CollectionRules } from './rules.ts';

/** Where large documents of one collector are read. */
export interface LargeDocuments extends Offload {
  /**
   * The address of the page after this one.
   *
   * @param now unix milliseconds
   * @throws CollectionError that names the document
   */
  next(page: Page, now: number, signal: AbortSignal): Promise<URL | undefined>;
}

interface Page {
  readonly document: RawDocument;
  readonly url: URL;
  readonly pagination: Pagination;
}

export function createLargeDocuments(
  process: ReaderProcess,
  collectionRules: CollectionRules,
): LargeDocuments {
  const rules = packRules(collectionRules);
  return {
    costOf: createCostOf(collectionRules.decode),
    collect: async (moment, signal) => collectionIn(await begin(moment, signal), moment),
    async check(document, signal) {
      await askOnce(document, { ask: 'next', url: '', pagination: undefined }, 0, signal);
    },
    async next({ document, url: { href: url }, pagination: options }, now, signal) {
      const pagination = packPagination(options);
      const answer = await askOnce(document, { ask: 'next', url, pagination }, now, signal);
      return 'next' in answer && answer.next !== undefined ? new URL(answer.next) : undefined;
    },
  };

  async function begin({ now, trace }: CollectionContext, signal: AbortSignal): Promise<Lease> {
    const lease = await process.lease(signal);
    await lease.tell({ tell: 'begin', rules, moment: { now, traced: trace !== undefined } });
    return lease;
  }

  async function askOnce(
    document: RawDocument,
    about: AboutDocument,
    now: number,
    signal: AbortSignal,
  ): Promise<Answer> {
    const lease = await begin({ now }, signal);
    try {
      return await askAbout(lease, document, about);
    } finally {
      lease.release();
    }
  }
}

/** What is asked about a document, but for the document. */
type AboutDocument = Without<Extract<Question, { document: unknown }>, 'document'>;
type Without<T, K> = T extends unknown ? Omit<T, K & keyof T> : never;

function collectionIn(lease: Lease, moment: CollectionContext): OpenCollection {
  const names: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  return {
    async add(document) {
      await inTurn(() => askAbout(lease, document, { ask: 'add' }, moment));
      names.push(document.name);
    },
    async check(document) {
      await inTurn(() =>
        askAbout(lease, document, { ask: 'next', url: '', pagination: undefined }),
      );
      return document;
    },
    async finish() {
      const answer = await ask(lease, { ask: 'finish' }, names, moment);
      return complete(answer, lease, names);
    },
    close: () => lease.release(),
  };

  /** Files are read ahead: one may be checked while another one is added. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }
}

/** Between two parts of a document the event loop has its turn. */
async function askAbout(
  lease: Lease,
  document: RawDocument,
  about: AboutDocument,
  moment?: CollectionContext,
): Promise<Answer> {
  const { bytes, name } = document;
  const { length } = bytes;
  for (let first = 0; first < length; first += bytesAtOnce) {
    const part = bytes.subarray(first, first + bytesAtOnce);
    await lease.tell({ tell: 'bytes', part, length });
  }
  return ask(lease, { ...about, document: headOf(document) }, [name], moment);
}

/** What was decoded here goes along only where there is nothing to decode it from, as of a HEAD. */
function headOf({ bytes, decoded, ...head }: RawDocument) {
  return bytes.length === 0 ? { ...head, decoded } : head;
}

/** @param names of the documents that it is about */
async function ask(
  lease: Lease,
  question: Question,
  names: readonly string[],
  { trace }: Pick<CollectionContext, 'trace'> = {},
): Promise<Answer> {
  const answer = await lease.ask(question).catch((error: unknown) => {
    throw error instanceof ProcessEnded ? brokenProcess(lease, names, error) : error;
  });
  if ('rules' in answer) noteRules(trace, answer.rules);
  if (!('failure' in answer)) return answer;
  const { reason, message } = answer.failure;
  throw new CollectionError(reason, message);
}

function noteRules(trace: CollectionContext['trace'], rules: readonly RuleTrace[]): void {
  trace?.rules.splice(0, trace.rules.length, ...rules);
}

/** Fetches the label values. Between two answers the event loop has its turn. */
async function complete(
  answer: Answer,
  lease: Lease,
  names: readonly string[],
): Promise<DocumentsResult> {
  if (!('result' in answer)) throw new Error('the process gave no result');
  const { families: partial, ...rest } = answer.result;
  const families: MetricFamily[] = [];
  for (const { family, texts } of partial) {
    const labelValues: string[] = [];
    while (labelValues.length < texts) {
      const more = await ask(lease, { ask: 'more' }, names);
      if (!('texts' in more) || more.texts.length === 0)
        throw new Error('the process gave no texts');
      labelValues.push(...more.texts);
    }
    families.push({ ...family, labelValues });
  }
  return { ...rest, families };
}

function brokenProcess(
  { memory }: Lease,
  names: readonly string[],
  error: ProcessEnded,
): CollectionError {
  const [first = '', ...others] = names;
  const name = others.length === 0 ? first : `${first} and ${others.length} more`;
  return error.isMemory
    ? new CollectionError(
        'limit',
        `${name}: takes more memory to read than there is for it, ${memory} MB: raise the memory limit, or lower limits.bodySize`,
        { cause: error },
      )
    : new CollectionError('internal', `${name}: ${messageOf(error)}`, { cause: error });
}
