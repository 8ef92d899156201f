import type { MetricFamily } from '../metric/family.ts';
import type { Block } from './block.ts';
import type { Format } from './format.ts';
import type { Encoding } from './negotiate.ts';
import type { PagePlan } from './plan.ts';

/**
 * How many pages a block may be missing from before it is forgotten: two scrapers may take turns and
 * select different collectors.
 */
export const keptPages = 8;

/** A page as it was handed out in one Buffer: as long as its blocks are the same ones, so is the page. */
interface JoinedPage {
  readonly encoding: Encoding;
  readonly blocks: readonly Block[];
  readonly bytes: Buffer;
  /** How many were given it and have not released it. */
  readers: number;
}

/** A block, and the number of the last page that it was on. */
interface KeptBlock {
  block: Block;
  page: number;
}

/** What is kept of the pages of one syntax and escaping. */
export interface FormatCache {
  /** What the last page was asked for, and what became of it. */
  asked: readonly MetricFamily[];
  plan: PagePlan | undefined;
  joined: JoinedPage | undefined;
  /** How many pages were begun. */
  pages: number;
  /** By what the block begins with. */
  readonly blocks: Map<string, KeptBlock>;
  /** Nothing is kept here any more, though a rendering may still hold it. */
  isForgotten: boolean;
}

/** Blocks by format and beginning, of at most so many bytes in all: what is beyond is not kept. */
export interface BlockCache {
  /** The bytes that are kept now. */
  size(): number;
  /** Begins a page. */
  open(format: Format): FormatCache;
  /** Keeps a block in the place of the one before it, if there is room. */
  keep(cache: FormatCache, key: string, block: Block): void;
  /** Counts a block again, which may have been compressed. */
  recount(block: Block): void;
  /** Keeps a page in the place of the one before it, if there is room. */
  keepPage(cache: FormatCache, page: JoinedPage): void;
  /** One reader less for a page that may be kept. */
  release(page: Buffer): void;
  /** Ends a page of so many blocks: forgets those that were not on the last pages. */
  close(cache: FormatCache, blocks: number): void;
}

/** Makes a cache of at most `maxBytes`. When it is full, the format asked for least recently goes first. */
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

/** With what there is to spare. */
function sizeOfBytes({ buffer }: Buffer): number {
  return buffer.byteLength;
}
