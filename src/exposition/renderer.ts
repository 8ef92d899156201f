import { zstdCompressSync } from 'node:zlib';

import type { MetricFamily } from '../metric/family.ts';
import { createMerger } from '../metric/merge.ts';
import { groupRows, renderBlock, type Block } from './block.ts';
import { createBlockCache, type FormatCache } from './cache.ts';
import type { Format } from './format.ts';
import { gzipBlocks } from './gzip.ts';
import type { Encoding } from './negotiate.ts';
import { allocateBytes, createOutput } from './output.ts';
import { hold, pieceOf, type Piece } from './piece.ts';
import { planPage, type PagePlan } from './plan.ts';
import { isSameList } from './same-list.ts';

/** Families to bytes. Its state is caches only: no page depends on the pages before it. */
export interface Renderer {
  /**
   * The whole page, encoded: families in any order come sorted by name, with HELP and TYPE once each;
   * families of one name are merged (`mergeFamilies`), those without rows left out. Nothing writes to
   * the Buffer before it is released, and the caller never must: a page that did not change is the same
   * one.
   */
  render(families: readonly MetricFamily[], format: Format, encoding?: Encoding): Buffer;
  /**
   * Says, once for each time that `render` gave it, that the caller reads a page no more: the next one may have
   * its memory. Who keeps a page never says so.
   */
  release(page: Buffer): void;
  /**
   * The same bytes in pieces of 128 to 383 rows, about 25 KB, each made when it is asked for, in well
   * under a millisecond: a caller that lets the event loop turn between pieces delays nobody, and the
   * pieces joined are the page. Pages share the pieces that did not change. Nobody writes to a piece
   * before the caller releases it (`release`), and the caller never must; a piece that is never
   * released is never written to. Renderings may be interleaved, and left unfinished. With zstd there
   * is one piece.
   */
  pieces(
    families: readonly MetricFamily[],
    format: Format,
    encoding?: Encoding,
  ): Generator<Piece, void, void>;
  /** What the caches hold now, in bytes; never more than `maxCachedBytes`. */
  readonly cachedBytes: number;
}

/** Options of a renderer. */
export interface RendererOptions {
  /** What the caches may hold: the pages of each format, 8 bytes a row, and what was made of them. */
  readonly maxCachedBytes?: number;
}

/** Some 300,000 series in each of two formats. */
const defaultCacheBytes = 64 * 1024 * 1024;

/** Makes a renderer; one serves every format and any number of requests at a time. */
export function createRenderer({
  maxCachedBytes = defaultCacheBytes,
}: RendererOptions = {}): Renderer {
  const cache = createBlockCache(maxCachedBytes);
  const merge = createMerger();
  const output = createOutput();
  const end: Block = {
    spans: [],
    bytes: Buffer.from('# EOF\n'),
    readers: 1,
    marks: new Uint32Array(),
    counted: 0,
  };

  return {
    render(families, format, encoding = 'identity') {
      const page = cache.open(format);
      const blocks = [...renderBlocks(page, families, format)];
      const last = page.joined;
      if (last?.encoding === encoding && isSameList(last.blocks, blocks)) {
        last.readers += 1;
        return last.bytes;
      }
      const bytes = join(
        Array.from(encode(blocks, encoding), ({ bytes: part }) => part),
        last?.readers === 0 ? last.bytes : undefined,
      );
      for (const block of blocks) cache.recount(block);
      cache.keepPage(page, { encoding, blocks, bytes, readers: 1 });
      return bytes;
    },
    release(page) {
      cache.release(page);
    },
    pieces(families, format, encoding = 'identity') {
      return handOut(encode(renderBlocks(cache.open(format), families, format), encoding));
    },
    get cachedBytes() {
      return cache.size();
    },
  };

  function* renderBlocks(
    page: FormatCache,
    families: readonly MetricFamily[],
    format: Format,
  ): Generator<Block, void, void> {
    let count = 0;
    for (const spans of groupRows(planFor(page, families, format))) {
      const [span] = spans;
      const key = `${span?.first} ${span?.stanza.template.naming.samples}`;
      const block = renderBlock(spans, output, page.blocks.get(key)?.block);
      cache.keep(page, key, block);
      count += 1;
      yield block;
      // Only now: whoever took the block may have compressed it.
      cache.recount(block);
    }
    cache.close(page, count);
    if (format.syntax === 'openmetrics') yield end;
  }

  /** The plan of the last page, where the same families are asked for again. */
  function planFor(page: FormatCache, families: readonly MetricFamily[], format: Format): PagePlan {
    if (page.plan !== undefined && isSameList(families, page.asked)) return page.plan;
    const plan = planPage(merge(families).families, format, page.plan);
    page.asked = [...families];
    page.plan = plan;
    return plan;
  }
}

function* handOut(pieces: Iterable<Piece>): Generator<Piece, void, void> {
  for (const piece of pieces) yield hold(piece);
}

/** One Buffer of them all, in the memory of `old` where it has room. */
function join(parts: readonly Buffer[], old: Buffer | undefined): Buffer {
  const joined = allocateBytes(
    parts.reduce((sum, { length }) => sum + length, 0),
    old,
  );
  let length = 0;
  for (const part of parts) length += part.copy(joined, length);
  return joined;
}

function* encode(blocks: Iterable<Block>, encoding: Encoding): Generator<Piece, void, void> {
  if (encoding === 'gzip') {
    yield* gzipBlocks(blocks);
  } else if (encoding === 'identity') {
    yield* blocks;
  } else {
    // One frame: zstd's blocks look back at those before them, and not every client reads a second frame.
    yield pieceOf(zstdCompressSync(Buffer.concat(Array.from(blocks, ({ bytes }) => bytes))));
  }
}
