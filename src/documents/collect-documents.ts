import { BudgetSpent, createBudget, unlimited, withinBudget } from '../budget/budget.ts';
import type { BytesInFlight, BytesLease } from '../budget/bytes-in-flight.ts';
import { freeBytes } from './free-bytes.ts';
import { createCostMemory, type CostMemory } from './cost-memory.ts';
import type { CostOf } from './cost.ts';
import {
  createDocumentCollection,
  type DocumentCollection,
  type DocumentRules,
} from './document-collection.ts';
import type { DocumentsResult, DocumentReading } from './reading.ts';
import type { RawDocument } from './document.ts';
import type { CollectDocuments, CollectionContext, OpenCollection } from './open-collection.ts';

/** Reads documents that are too large for the event loop. */
export interface Offload {
  /** The fraction of the event loop's budget that a document takes; 1 or more means offload. */
  readonly costOf: CostOf;
  /** @param place what used up the budget of the event loop, for messages */
  begin(context: CollectionContext, signal: AbortSignal, place?: string): Promise<OffloadedReading>;
}

export interface OffloadedReading extends DocumentReading {
  /** Milliseconds of work so far. */
  readonly ms: number;
}

/** Milliseconds that all documents of one collection together may block the event loop. */
const loopBudgetMs = 30;

/**
 * Documents of a collector whose last collection fitted into the budget may be twice as large: JSON of 1 MiB, of which
 * the worst case, once, takes 100 ms that nothing can interrupt.
 */
const provenPart = 0.5;

/**
 * Documents are read on the event loop as long as they are small together and cost little. Otherwise the collection
 * moves to a reader process, where it starts again with the documents so far. A collector whose last collection took
 * more than the budget begins there.
 *
 * @param offload if undefined, every document is read in this process, whatever its cost
 */
export function createCollectDocuments(
  rules: DocumentRules,
  bytesInFlight: BytesInFlight,
  offload?: Offload,
): CollectDocuments {
  const costs = createCostMemory();
  return (context, signal) => {
    const bytes = bytesInFlight.open(signal);
    return offload === undefined
      ? readHere(rules, context, bytes)
      : readMovable({ rules, offload, costs, context, bytes, signal });
  };
}

function readHere(
  rules: DocumentRules,
  context: CollectionContext,
  bytes: BytesLease,
): OpenCollection {
  const collection = createDocumentCollection(rules, context, unlimited);
  return {
    bytes,
    add: async (document) => collection.add(document),
    addPage: async (document, page) => collection.addPage(document, page),
    check: async (document) => collection.check(document),
    finish: async () => collection.finish(),
    close: () => bytes.close(),
  };
}

interface Movable {
  readonly rules: DocumentRules;
  readonly offload: Offload;
  readonly costs: CostMemory;
  readonly context: CollectionContext;
  readonly bytes: BytesLease;
  readonly signal: AbortSignal;
}

/** Work that can be done in either process. */
interface Work<T> {
  here(collection: DocumentCollection): T;
  offloaded(reading: DocumentReading): Promise<T>;
}

function readMovable({ rules, offload, costs, context, bytes, signal }: Movable): OpenCollection {
  const budget = createBudget(loopBudgetMs);
  const beganOffloaded = costs.expected > loopBudgetMs;
  const part = costs.isKnown && !beganOffloaded ? provenPart : 1;
  const costOf = (document: RawDocument) => part * offload.costOf(document);
  let here: DocumentCollection | undefined = createDocumentCollection(rules, context, budget);
  let offloaded: Promise<OffloadedReading> | undefined;
  let moved: OffloadedReading | undefined;
  /** The fraction of the event loop's budget that the documents so far take. */
  let load = beganOffloaded ? 1 : 0;
  /** The work so far, which is repeated after a move. */
  const done: ((reading: DocumentReading) => Promise<unknown>)[] = [];

  return {
    bytes,
    async add(document) {
      load += costOf(document);
      await take(document, {
        here: (collection) => collection.add(document),
        offloaded: (reading) => reading.add(withoutDecoded(document)),
      });
    },
    async addPage(document, page) {
      load += costOf(document);
      return take(document, {
        here: (collection) => collection.addPage(document, page),
        offloaded: (reading) => reading.addPage(withoutDecoded(document), page),
      });
    },
    async check(document) {
      const check: Work<RawDocument> = {
        here: (collection) => collection.check(document),
        offloaded: (reading) => reading.check(document),
      };
      const result = tryHere(check, load + costOf(document));
      // Uses the process of the collection: waiting for a second one could deadlock.
      return result === undefined ? check.offloaded(await move()) : result.value;
    },
    async finish() {
      const finish: Work<DocumentsResult> = {
        here: (collection) => collection.finish(),
        offloaded: (reading) => reading.finish(),
      };
      const result = tryHere(finish, load);
      return result === undefined ? finish.offloaded(await move()) : result.value;
    },
    close() {
      if (moved === undefined) costs.noteHere(loopBudgetMs - budget.remaining);
      else costs.noteOffloaded(moved.ms, beganOffloaded);
      offloaded?.then((reading) => reading.close()).catch(() => {});
      bytes.close();
    },
  };

  /** Adds a document. Its bytes are only kept if they may have to be read again. */
  async function take<T>(document: RawDocument, work: Work<T>): Promise<T> {
    const { length } = document.bytes;
    let isKept = false;
    try {
      const result = tryHere(work, load);
      if (result === undefined) return await work.offloaded(await move());
      isKept = true;
      done.push((reading) => work.offloaded(reading));
      return result.value;
    } finally {
      if (!isKept) {
        bytes.remove(length);
        // The trace reads an excerpt of it afterwards.
        if (context.trace === undefined) freeBytes(document.bytes);
      }
    }
  }

  /** Undefined if it is too large for the event loop. */
  function tryHere<T>(work: Work<T>, cost: number): { readonly value: T } | undefined {
    const collection = here;
    if (collection === undefined || cost >= 1) return undefined;
    try {
      return { value: withinBudget(budget, () => work.here(collection)) };
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      costs.notePlace(error.where);
      return undefined;
    }
  }

  function move(): Promise<OffloadedReading> {
    here = undefined;
    offloaded ??= begin();
    return offloaded;
  }

  async function begin(): Promise<OffloadedReading> {
    const reading = await offload.begin(context, signal, costs.place);
    moved = reading;
    // The collection holds a process that others wait for.
    bytes.goAhead();
    try {
      for (const again of done.splice(0)) await again(reading);
      return reading;
    } catch (error) {
      reading.close();
      throw error;
    }
  }
}

/** The reader process decodes it again, so its values would only use memory here. */
function withoutDecoded(document: RawDocument): RawDocument {
  if (document.bytes.length === 0) return document;
  const { decoded: _decoded, ...raw } = document;
  return raw;
}
