import type { MetricFamily } from '../metric/family.ts';
import type { Block } from './block.ts';
import type { Format } from './format.ts';
import type { Encoding } from './negotiate.ts';
import type { PagePlan } from './plan.ts';

/**
 * A block is evicted after it was absent from this many pages. More than one, as two scrapers that select different
 * collectors may alternate.
 */
export const keptPages = 8;

/** A whole page in one Buffer, valid while its blocks are the same. */
interface JoinedPage {
  readonly encoding: Encoding;
  readonly blocks: readonly Block[];
  readonly bytes: Buffer;
  /** The number of readers that have not released it. */
  readers: number;
}

/** A block, and the number of the last page that used it. */
interface KeptBlock {
  block: Block;
  page: number;
}

/** The cached parts of pages with one syntax and escaping. */
export interface FormatCache {
  /** The input and the result of the last page. */
  asked: readonly MetricFamily[];
  plan: PagePlan | undefined;
  joined: JoinedPage | undefined;
  /** The number of pages that were started. */
  pages: number;
  /** By the first row of the block. */
  readonly blocks: Map<string, KeptBlock>;
  /** Set when it is evicted; a rendering in progress may still use it. */
  isForgotten: boolean;
}

/** Blocks by format and first row, up to a total size; blocks beyond that are not cached. */
export interface BlockCache {
  /** The current size in bytes. */
  size(): number;
  /** Starts a page. */
  open(format: Format): FormatCache;
  /** Replaces a block in the cache, if there is room. */
  keep(cache: FormatCache, key: string, block: Block): void;
  /** Updates the size of a block, which grows when it is compressed. */
  recount(block: Block): void;
  /** Replaces the cached page, if there is room. */
  keepPage(cache: FormatCache, page: JoinedPage): void;
  /** Releases one reader of a page that may be cached. */
  release(page: Buffer): void;
  /** Ends a page with this many blocks, and evicts the blocks that recent pages did not use. */
  close(cache: FormatCache, blocks: number): void;
}

/** Creates a cache of at most `maxBytes`. When it is full, the least recently used format is evicted first. */
export function createBlockCache(maxBytes: number): BlockCache {
  /** Least recently used first. */
  const formats = new Map<string, FormatCache>();
  let bytes = 0;

  return { size: () => bytes, open, keep, recount, keepPage, release, close };

  function open({ syntax, escaping }: Format): FormatCache {
    const key = `${syntax} ${escaping}`;
    const cache = formats.get(key) ?? emptyCache();
    formats.delete(key);
    formats.set(key, cache);
    cache.pages += 1;
    return cache;
  }

  function keep(cache: FormatCache, key: string, block: Block): void {
    const place = cache.blocks.get(key);
    if (place?.block === block) {
      place.page = cache.pages;
      return;
    }
    if (place !== undefined) count(place.block, 0);
    const size = sizeOf(block);
    makeRoom(size);
    if (cache.isForgotten || bytes + size > maxBytes) {
      cache.blocks.delete(key);
      return;
    }
    cache.blocks.set(key, { block, page: cache.pages });
    count(block, size);
  }

  function recount(block: Block): void {
    if (block.counted === 0) return;
    count(block, sizeOf(block));
    if (bytes <= maxBytes) return;
    delete block.deflated;
    count(block, sizeOf(block));
  }

  function keepPage(cache: FormatCache, page: JoinedPage): void {
    forgetPage(cache);
    if (cache.isForgotten || bytes + sizeOfBytes(page.bytes) > maxBytes) return;
    cache.joined = page;
    bytes += sizeOfBytes(page.bytes);
  }

  function release(page: Buffer): void {
    for (const { joined } of formats.values()) {
      if (joined?.bytes === page) joined.readers -= 1;
    }
  }

  function close(cache: FormatCache, blocks: number): void {
    if (cache.blocks.size <= blocks) return;
    for (const [key, { block, page }] of cache.blocks) {
      if (page > cache.pages - keptPages) continue;
      count(block, 0);
      cache.blocks.delete(key);
    }
  }

  function makeRoom(size: number): void {
    for (const [key, cache] of formats) {
      if (bytes + size <= maxBytes || formats.size === 1) return;
      formats.delete(key);
      cache.isForgotten = true;
      forgetPage(cache);
      for (const { block } of cache.blocks.values()) count(block, 0);
    }
  }

  function forgetPage(cache: FormatCache): void {
    if (cache.joined !== undefined) bytes -= sizeOfBytes(cache.joined.bytes);
    cache.joined = undefined;
  }

  function count(block: Block, size: number): void {
    bytes += size - block.counted;
    block.counted = size;
  }
}

function emptyCache(): FormatCache {
  return {
    asked: [],
    plan: undefined,
    joined: undefined,
    pages: 0,
    blocks: new Map(),
    isForgotten: false,
  };
}

function sizeOf({ bytes, marks, deflated }: Block): number {
  return sizeOfBytes(bytes) + marks.byteLength + (deflated?.bytes.length ?? 0);
}

/** Including unused capacity. */
function sizeOfBytes({ buffer }: Buffer): number {
  return buffer.byteLength;
}
