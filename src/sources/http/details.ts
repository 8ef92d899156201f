import { createBudget, withinBudget } from '../../budget/budget.ts';
import { createDecode, type DecodeOptions } from '../../decode/decode.ts';
import { decodeDocument, type RawDocument } from '../../documents/document.ts';
import type { DocumentSink } from '../../documents/document-source.ts';
import { nextPage, type PageOf } from '../../documents/next-page.ts';
import { messageOf } from '../../engine/failure.ts';
import { namedError } from '../../engine/named-error.ts';
import { CollectionError } from '../../engine/source.ts';
import type { Scope } from '../../expression/expression.ts';
import type { Filling } from '../../schema/deferred.ts';
import type { Details } from './details-schema.ts';

type Item = NonNullable<Filling['item']>;

/** The list is decoded on the event loop, so its pages must be small. */
const maxListBytes = 1_048_576;
/** Milliseconds that a page of the list may block the event loop. */
const budgetMs = 50;

/** Receives the pages of a list, which are not documents of the metrics. */
export interface ItemList {
  readonly sink: DocumentSink;
  readonly items: readonly Item[];
}

/** Finds the items of a list as its pages arrive. @param decode how the list is decoded */
export function createItemList(
  { each, limit }: Details,
  decode: DecodeOptions | undefined,
  documents: DocumentSink,
): ItemList {
  const read = createDecode(decode);
  const items: Item[] = [];
  return {
    items,
    sink: {
      ...documents,
      async add(document) {
        takePage(document);
      },
      async addPage(document, page) {
        return takePage(document, page);
      },
    },
  };

  function takePage(document: RawDocument, page?: PageOf): URL | undefined {
    const { name, bytes, response } = document;
    try {
      if (bytes.length > maxListBytes) {
        throw new CollectionError(
          'limit',
          `the list of details has ${bytes.length} bytes in one page, more than ${maxListBytes}: request smaller pages`,
        );
      }
      const budget = createBudget(budgetMs);
      return withinBudget(budget, () => {
        const decoded = decodeDocument(document, read, budget);
        const value = 'value' in decoded ? decoded.value : null;
        const scope: Scope = { root: value, response, now: documents.now, budget };
        addItems(each.evaluate(value, scope), scope);
        const { url, pagination } = page ?? {};
        if (url === undefined || pagination === undefined) return undefined;
        return nextPage(pagination, { value, scope, url });
      });
    } catch (error) {
      throw namedError(name, error, 'extract');
    } finally {
      documents.bytes.remove(bytes.length);
    }
  }

  function addItems(found: unknown, { root, response, now }: Scope): void {
    if (found === null) return;
    if (!Array.isArray(found)) {
      throw new CollectionError('extract', `details.each (${each.text}) found no array`);
    }
    for (const value of found as readonly unknown[]) {
      items.push({ value, scope: { root, response, now } });
    }
    if (items.length > limit) {
      throw new CollectionError(
        'limit',
        `the list has more than ${limit} items: raise details.limit, or filter in details.each`,
      );
    }
  }
}

/**
 * Reads the document of each item, several concurrently.
 *
 * @param read reads one document and adds it to the collection
 * @param leaveOut records an item whose document could not be read
 */
export async function readDetails(
  items: readonly Item[],
  { concurrency, onError }: Details,
  signal: AbortSignal,
  read: (item: Item, number: number) => Promise<void>,
  leaveOut: (message: string) => void,
): Promise<void> {
  let next = 0;
  let failed = 0;
  const failures: unknown[] = [];
  const work = async () => {
    while (next < items.length) {
      const item = items[next];
      next += 1;
      if (item === undefined) return;
      try {
        await read(item, next);
      } catch (error) {
        failures[0] ??= error;
        failed += 1;
        if (onError === 'fail' || signal.aborted || !isOfOne(error)) {
          next = items.length;
          throw error;
        }
        leaveOut(messageOf(error));
      }
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, items.length) }, work);
  const results = await Promise.allSettled(workers);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  if (failed > 0 && failed === items.length) throw failures[0];
}

/** Whether a failure affects only one item. Others, such as a reached limit, affect the whole collection. */
function isOfOne(error: unknown): boolean {
  return (
    error instanceof CollectionError &&
    ['status', 'connection', 'decode', 'internal'].includes(error.reason)
  );
}
