import type { Offload, OffloadedReading } from '../documents/collect-documents.ts';
import { createCostOf } from '../documents/cost.ts';
import type { RawDocument } from '../documents/document.ts';
import type { CollectionContext } from '../documents/open-collection.ts';
import { reasonOf } from '../engine/deadline.ts';
import { messageOf } from '../engine/failure.ts';
import { CollectionError } from '../engine/source.ts';
import type { RuleTrace } from '../extract/trace.ts';
import { createAssembly } from './assemble.ts';
import type { Lease } from './lease.ts';
import {
  bytesAtOnce,
  type PackedPage,
  type ReaderRequest,
  type ReaderResponse,
} from './message.ts';
import type { ReaderPool } from './pool.ts';
import { ProcessEnded } from './process.ts';
import { packPagination, packRules, type CollectionRules } from './rules.ts';

/**
 * Reads the documents of one collector in the shared reader processes.
 *
 * @param name of the collector, for the messages of others that wait for it
 */
export function createOffload(
  pool: ReaderPool,
  collectionRules: CollectionRules,
  name: string,
): Offload {
  const rules = packRules(collectionRules);
  return {
    costOf: createCostOf(collectionRules.decode),
    async begin({ now, trace, target, params }, signal, place) {
      const lease = await pool.lease(name, signal);
      const context = { now, traced: trace !== undefined, target, params };
      await lease.note({ notice: 'begin', rules, context });
      return readingIn({ lease, signal, trace, place, names: [], ms: 0 });
    },
  };
}

/** A lease, and the data for messages about its work. */
interface Session {
  readonly lease: Lease;
  readonly signal: AbortSignal;
  readonly trace: CollectionContext['trace'];
  readonly place: string | undefined;
  /** Of the documents that were added. */
  readonly names: string[];
  /** Milliseconds that requests took. */
  ms: number;
}

function readingIn(session: Session): OffloadedReading {
  const { lease, names } = session;
  let ms: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  return {
    get ms() {
      return ms ?? session.ms;
    },
    async add(document) {
      await inTurn(() => send(session, document, { request: 'add' }));
      names.push(document.name);
    },
    async addPage(document, { url, pagination }) {
      const page: PackedPage = { url: url.href, pagination: packPagination(pagination) };
      const response = await inTurn(() => send(session, document, { request: 'add', page }));
      names.push(document.name);
      return 'next' in response && response.next !== undefined ? new URL(response.next) : undefined;
    },
    async check(document) {
      await inTurn(() => send(session, document, { request: 'check' }));
      return document;
    },
    async finish() {
      let response = await request(session, { request: 'finish' }, names);
      if ('ms' in response) ms = response.ms;
      const assembly = createAssembly();
      // The event loop continues between two responses.
      for (;;) {
        if (!('parts' in response)) throw new Error('the reader process sent no result');
        for (const part of response.parts) assembly.add(part);
        if (response.isLast) return assembly.result();
        response = await request(session, { request: 'more' }, names);
      }
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

/** A request about a document, without the document. */
type AboutDocument = Without<Extract<ReaderRequest, { document: unknown }>, 'document'>;
type Without<T, K> = T extends unknown ? Omit<T, K & keyof T> : never;

/** The event loop continues between two parts of a document. */
async function send(
  session: Session,
  document: RawDocument,
  about: AboutDocument,
): Promise<ReaderResponse> {
  const { bytes, name } = document;
  const { length } = bytes;
  for (let first = 0; first < length; first += bytesAtOnce) {
    const part = bytes.subarray(first, first + bytesAtOnce);
    await session.lease.note({ notice: 'bytes', part, length });
  }
  return request(session, { ...about, document: headOf(document) }, [name]);
}

/** The decoded value is only sent if it cannot be decoded again, as after a HEAD request. */
function headOf({ bytes, decoded, ...head }: RawDocument) {
  return bytes.length === 0 ? { ...head, decoded } : head;
}

/** @param names of the documents that it is about */
async function request(
  session: Session,
  message: ReaderRequest,
  names: readonly string[],
): Promise<ReaderResponse> {
  const started = performance.now();
  const response = await session.lease
    .request(message)
    .finally(() => {
      session.ms += performance.now() - started;
    })
    .catch((error: unknown) => {
      throw failureOf(error, session, names);
    });
  if ('rules' in response) noteRules(session.trace, response.rules);
  if (!('failure' in response)) return response;
  const { reason, message: text } = response.failure;
  throw new CollectionError(reason, text);
}

function noteRules(trace: CollectionContext['trace'], rules: readonly RuleTrace[]): void {
  trace?.rules.splice(0, trace.rules.length, ...rules);
}

function failureOf(
  error: unknown,
  { lease, signal, place, ms }: Session,
  names: readonly string[],
): unknown {
  const [first = '', ...others] = names;
  const name = others.length === 0 ? first : `${first} and ${others.length} more`;
  if (signal.aborted) {
    const { message } = reasonOf(signal);
    const at = place === undefined ? '' : `, and its time on the event loop ended in ${place}`;
    const text = `${message}: ${name} was read for ${(ms / 1000).toFixed(1)} s until then${at}: reduce the document or what the expressions do with it, or set a longer timeout`;
    return new CollectionError('timeout', text, { cause: signal.reason });
  }
  if (!(error instanceof ProcessEnded)) return error;
  if (!error.isMemory) {
    return new CollectionError('internal', `${name}: ${messageOf(error)}`, { cause: error });
  }
  return new CollectionError(
    'limit',
    `${name}: takes more memory to read than available, ${lease.heap} MB (${messageOf(error)}): raise the memory limit, or lower limits.bodySize`,
    { cause: error },
  );
}
