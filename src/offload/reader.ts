import { unlimited } from '../budget/budget.ts';
import type { RawDocument } from '../documents/document.ts';
import { createDocumentCollection } from '../documents/document-collection.ts';
import { toCollectionError } from '../engine/failure.ts';
import { createTrace } from '../extract/trace.ts';
import type {
  DocumentHead,
  DoneResponse,
  Notice,
  ReaderRequest,
  ReaderResponse,
} from './message.ts';
import { partsOf, takeParts } from './result-parts.ts';
import { compilePagination, compileRules } from './rules.ts';

/** Reads documents in a separate process, for one collection at a time. */
export interface Reader {
  note(notice: Notice): void;
  respond(request: ReaderRequest): ReaderResponse;
}

type Begun = ReturnType<typeof begin>;

export function createReader(): Reader {
  let begun: Begun | undefined;
  let bytes: Uint8Array = new Uint8Array();
  let filled = 0;

  return {
    note(notice) {
      if (notice.notice === 'bytes') {
        if (filled === 0) bytes = Buffer.allocUnsafeSlow(notice.length);
        bytes.set(notice.part, filled);
        filled += notice.part.length;
        return;
      }
      takeBytes();
      begun = notice.notice === 'begin' ? begin(notice) : undefined;
    },
    respond(request) {
      try {
        if (begun === undefined) throw new Error('there is no collection');
        return respondIn(begun, request);
      } catch (error) {
        const { reason, message } = toCollectionError(error);
        return { failure: { reason, message }, rules: begun?.trace?.rules ?? [] };
      }
    },
  };

  function respondIn(collection: Begun, request: ReaderRequest): ReaderResponse {
    if (request.request === 'more') return takeParts(collection.parts);
    const started = performance.now();
    if (request.request === 'finish') return finish(collection, started);
    try {
      const document = documentOf(request.document);
      if (request.request === 'add') return add(collection, document, request.page);
      collection.collection.check(document);
      return doneIn(collection);
    } finally {
      collection.ms += performance.now() - started;
    }
  }

  /** The document whose bytes were received. */
  function documentOf(head: DocumentHead): RawDocument {
    return { ...head, bytes: takeBytes() };
  }

  function takeBytes(): Uint8Array {
    const taken = bytes;
    bytes = new Uint8Array();
    filled = 0;
    return taken;
  }
}

function begin({
  rules: packed,
  context: { traced, ...context },
}: Extract<Notice, { notice: 'begin' }>) {
  const rules = compileRules(packed);
  const trace = traced ? createTrace() : undefined;
  const collection = createDocumentCollection(rules, { ...context, trace }, unlimited);
  const parts: ReturnType<typeof partsOf> = partsOf(nothing);
  return { trace, collection, parts, ms: 0 };
}

const nothing = { families: [], samples: new Map(), skips: [], pageSkips: [], conflicting: [] };

function add(
  begun: Begun,
  document: RawDocument,
  page: Extract<ReaderRequest, { request: 'add' }>['page'],
): ReaderResponse {
  const { collection } = begun;
  if (page === undefined) {
    collection.add(document);
    return doneIn(begun);
  }
  const pagination = compilePagination(page.pagination);
  const next = collection.addPage(document, { url: new URL(page.url), pagination });
  return { ...doneIn(begun), next: next?.href };
}

function doneIn({ trace }: Begun): DoneResponse {
  return { done: true, rules: trace?.rules ?? [] };
}

function finish(begun: Begun, started: number): ReaderResponse {
  const { collection, trace, ms } = begun;
  begun.parts = partsOf(collection.finish());
  const first = takeParts(begun.parts);
  return { ...first, rules: trace?.rules ?? [], ms: ms + performance.now() - started };
}
