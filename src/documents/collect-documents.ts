import type { ExtractionTrace } from '../extract/trace.ts';
import { decodeDocument, type RawDocument } from './document.ts';
import {
  createDocumentCollection,
  type DocumentRules,
  type DocumentsResult,
} from './document-collection.ts';
import type { CostOf } from './cost.ts';

/** A collection under way, wherever its documents are read. */
export interface OpenCollection {
  /** @throws as `DocumentCollection.add`; the reason of the signal */
  add(document: RawDocument): Promise<void>;
  /**
   * Whether a document can be read, before it is added; the same document, which may be decoded by then.
   *
   * @throws CollectionError `decode` when it cannot; the reason of the signal
   */
  check(document: RawDocument): Promise<RawDocument>;
  finish(): Promise<DocumentsResult>;
  /** To be called in the end, whatever has happened. */
  close(): void;
}

/** Begins a collection. */
export type CollectDocuments = (moment: CollectionContext, signal: AbortSignal) => OpenCollection;

export interface CollectionContext {
  /** Unix milliseconds. */
  readonly now: number;
  readonly trace?: ExtractionTrace | undefined;
  /** All of the documents, where they are there already. */
  readonly documents?: readonly RawDocument[] | undefined;
}

/** Begins the same somewhere else, where large documents hold up nobody. */
export type CollectOffloaded = (
  moment: CollectionContext,
  signal: AbortSignal,
) => Promise<OpenCollection>;

/** Where documents are read that are too much for the event loop. */
export interface Offload {
  /** The part that a document is of what may be read here; from 1 on it may not. */
  readonly costOf: CostOf;
  readonly collect: CollectOffloaded;
  /** `OpenCollection.check` without a collection. */
  readonly check: (document: RawDocument, signal: AbortSignal) => Promise<void>;
}

/**
 * Documents are read here for as long as all of them together are small. With the first that makes them
 * large the collection moves offload, and begins there anew with the ones before.
 */
export function createCollectDocuments(rules: DocumentRules, offload?: Offload): CollectDocuments {
  return (moment, signal) => {
    const collection = createDocumentCollection(rules, moment.now, moment.trace);
    const here: OpenCollection = {
      add: async (document) => collection.add(document),
      check: async (document) => ({
        ...document,
        decoded: decodeDocument(document, rules.decode),
      }),
      finish: async () => collection.finish(),
      close() {},
    };
    return offload === undefined ? here : movable(here, offload, moment, signal);
  };
}

function movable(
  here: OpenCollection,
  { costOf, collect, check }: Offload,
  moment: CollectionContext,
  signal: AbortSignal,
): OpenCollection {
  let there: Promise<OpenCollection> | undefined;
  const { documents } = moment;
  let load = documents?.reduce((sum, document) => sum + costOf(document), 0) ?? 0;
  const taken: RawDocument[] = [];
  return {
    async add(document) {
      if (documents === undefined) load += costOf(document);
      if (load < 1) {
        await here.add(document);
        taken.push(document);
        return;
      }
      there ??= move();
      await (await there).add(document);
    },
    async check(document) {
      // Not by a way of its own: whoever waits for the document holds what that would wait for.
      if (there !== undefined) return (await there).check(document);
      if (costOf(document) < 1) return here.check(document);
      await check(document, signal);
      return document;
    },
    finish: async () => (await (there ?? here)).finish(),
    close() {
      there?.then((moved) => moved.close()).catch(() => {});
    },
  };

  async function move(): Promise<OpenCollection> {
    const moved = await collect(moment, signal);
    try {
      for (const document of taken.splice(0)) await moved.add(document);
      return moved;
    } catch (error) {
      moved.close();
      throw error;
    }
  }
}
