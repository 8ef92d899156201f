import type { MetricFamily } from '../metric/family.ts';
import type { Block, Piece } from './block.ts';
import type { Format } from './format.ts';
import type { Encoding } from './negotiate.ts';
import type { Plan } from './plan.ts';

/**
 * How many pages a family may be missing from before its blocks are forgotten: two scrapers may take
 * turns and select different collectors.
 */
export const KEPT_PAGES = 8;

/** The blocks of one stanza, from its first rows on. */
export interface Shelf {
  readonly blocks: Block[];
  /** The number of the last page that the stanza was on. */
  page: number;
  /** Nothing is kept here any more, though a rendering may still hold it. */
  isForgotten: boolean;
}

/** A page as it was handed out in one Buffer: as long as its pieces are the same ones, so is the page. */
export interface JoinedPage {
  readonly encoding: Encoding;
  readonly pieces: readonly Piece[];
  readonly bytes: Buffer;
}

/** What is kept of the pages of one syntax and escaping. */
export interface FormatCache {
  /** What the last page was asked for, and what became of it. */
  asked: readonly MetricFamily[];
  plan: Plan | undefined;
  joined: JoinedPage | undefined;
  /** How many pages were begun. */
  pages: number;
  readonly shelves: Map<string, Shelf>;
  isForgotten: boolean;
}

/** Blocks by format and name, of at most so many bytes in all: what is beyond is not kept. */
export interface BlockCache {
  /** The bytes that are kept now. */
  size(): number;
  /** Begins a page. */
  open(format: Format): FormatCache;
  /** Begins a stanza of the page. */
  openShelf(cache: FormatCache, name: string): Shelf;
  /** Keeps a block in the place of the one before it, if there is room. */
  keep(shelf: Shelf, index: number, block: Block): void;
  /** Forgets the blocks of a shelf from an index on. */
  cut(shelf: Shelf, length: number): void;
  /** Counts a block again, whose piece is another or was compressed. */
  recount(block: Block | undefined): void;
  /** Keeps a page in the place of the one before it, if there is room. */
  keepPage(cache: FormatCache, page: JoinedPage): void;
  /** Ends a page of so many stanzas: forgets those that were not on the last pages. */
  close(cache: FormatCache, stanzas: number): void;
}

/** Makes a cache of at most `maxBytes`. When it is full, the format asked for least recently goes first. */
export function createBlockCache(maxBytes: number): BlockCache {
  /** Least recently used first. */
  const formats = new Map<string, FormatCache>();
  let bytes = 0;

  return { size: () => bytes, open, openShelf, keep, cut, recount, keepPage, close };

  function open({ syntax, escaping }: Format): FormatCache {
    const key = `${syntax} ${escaping}`;
    const cache = formats.get(key) ?? emptyCache();
    formats.delete(key);
    formats.set(key, cache);
    cache.pages += 1;
    return cache;
  }

  function openShelf(cache: FormatCache, name: string): Shelf {
    let shelf = cache.shelves.get(name);
    if (shelf === undefined) {
      shelf = { blocks: [], page: 0, isForgotten: cache.isForgotten };
      cache.shelves.set(name, shelf);
    }
    shelf.page = cache.pages;
    return shelf;
  }

  function keep(shelf: Shelf, index: number, block: Block): void {
    count(shelf.blocks[index], 0);
    const size = sizeOf(block);
    makeRoom(size);
    const hasPlace = !shelf.isForgotten && index <= shelf.blocks.length;
    if (!hasPlace || bytes + size > maxBytes) {
      cut(shelf, index);
      return;
    }
    shelf.blocks[index] = block;
    count(block, size);
  }

  function cut(shelf: Shelf, length: number): void {
    if (shelf.blocks.length <= length) return;
    for (const block of shelf.blocks.splice(length)) count(block, 0);
  }

  function recount(block: Block | undefined): void {
    if (block === undefined || block.counted === 0) return;
    count(block, sizeOf(block));
    if (bytes <= maxBytes) return;
    delete block.piece;
    count(block, sizeOf(block));
  }

  function keepPage(cache: FormatCache, page: JoinedPage): void {
    forgetPage(cache);
    if (cache.isForgotten || bytes + page.bytes.length > maxBytes) return;
    cache.joined = page;
    bytes += page.bytes.length;
  }

  function forgetPage(cache: FormatCache): void {
    bytes -= cache.joined?.bytes.length ?? 0;
    cache.joined = undefined;
  }

  function close(cache: FormatCache, stanzas: number): void {
    if (cache.shelves.size <= stanzas) return;
    for (const [name, shelf] of cache.shelves) {
      if (shelf.page > cache.pages - KEPT_PAGES) continue;
      forgetShelf(shelf);
      cache.shelves.delete(name);
    }
  }

  function makeRoom(size: number): void {
    for (const [key, cache] of formats) {
      if (bytes + size <= maxBytes || formats.size === 1) return;
      formats.delete(key);
      cache.isForgotten = true;
      forgetPage(cache);
      for (const shelf of cache.shelves.values()) forgetShelf(shelf);
    }
  }

  function forgetShelf(shelf: Shelf): void {
    shelf.isForgotten = true;
    cut(shelf, 0);
  }

  function count(block: Block | undefined, size: number): void {
    if (block === undefined) return;
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
    shelves: new Map(),
    isForgotten: false,
  };
}

/** A piece of one block has the block's own bytes. */
function sizeOf({ bytes, marks, piece }: Block): number {
  const joined = piece !== undefined && piece.blocks.length > 1 ? piece.bytes.length : 0;
  return bytes.length + marks.byteLength + joined + (piece?.deflated?.length ?? 0);
}
