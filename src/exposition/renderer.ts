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

/** Renders families to bytes. Its only state is caches: a page never depends on previous pages. */
export interface Renderer {
  /**
   * The whole page, encoded. Families are sorted by name, each with one HELP and TYPE; families of one name are
   * merged (`mergeFamilies`), and families without rows are omitted. The Buffer does not change until it is released,
   * and the caller must not write to it: an unchanged page is the same Buffer.
   */
  render(families: readonly MetricFamily[], format: Format, encoding?: Encoding): Buffer;
  /**
   * Releases a page, so that the next one can reuse its memory. To be called at most once for each call of `render`;
   * a page that is never released stays unchanged.
   */
  release(page: Buffer): void;
  /**
   * The same bytes in pieces of 128 to 383 rows, about 25 KB. Each is rendered on demand in well under a millisecond,
   * so that a caller that yields to the event loop between pieces delays nothing else. Pages share unchanged pieces.
   * A piece does not change until the caller releases it (`release`), and the caller must not write to it. Renderings
   * may be interleaved and abandoned. With zstd there is one piece.
   */
  pieces(
    families: readonly MetricFamily[],
    format: Format,
    encoding?: Encoding,
  ): Generator<Piece, void, void>;
  /** The current size of the caches in bytes; never more than `maxCachedBytes`. */
  readonly cachedBytes: number;
}

/** Options of a renderer. */
export interface RendererOptions {
  /** Maximum size of the caches: the pages of each format, 8 bytes per row, and the rendered bytes. */
  readonly maxCachedBytes?: number;
}

/** Enough for about 300,000 series in each of two formats. */
const defaultCacheBytes = 64 * 1024 * 1024;

/** Creates a renderer for all formats and any number of concurrent requests. */
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
      // Only now, since the block may have been compressed in the meantime.
      cache.recount(block);
    }
    cache.close(page, count);
    if (format.syntax === 'openmetrics') yield end;
  }

  /** The plan of the last page, reused if the families are the same. */
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

/** Concatenates the pieces, in the memory of `old` if it is large enough. */
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
    // One frame: zstd's blocks refer to earlier ones, and not every client reads a second frame.
    yield pieceOf(zstdCompressSync(Buffer.concat(Array.from(blocks, ({ bytes }) => bytes))));
  }
}
