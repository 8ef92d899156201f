import { zstdCompressSync } from 'node:zlib';

import type { MetricFamily } from '../metric/family.ts';
import { createMerger } from '../metric/merge.ts';
import { BLOCK_ROWS, renderBlock } from './block.ts';
import type { Block, Piece } from './block.ts';
import { createBlockCache } from './cache.ts';
import type { FormatCache, Shelf } from './cache.ts';
import type { Format } from './format.ts';
import { gzipPieces } from './gzip.ts';
import type { Encoding } from './negotiate.ts';
import { createOutput } from './output.ts';
import { groupBlocks, joinBlocks } from './piece.ts';
import { planPage } from './plan.ts';
import type { Plan, Stanza } from './plan.ts';
import { isSameList } from './same-list.ts';

/** Families to bytes. Its state is caches only: no page depends on the pages before it. */
export interface Renderer {
  /**
   * The whole page, encoded: families in any order come sorted by name, with HELP and TYPE once each;
   * families of one name are merged (`mergeFamilies`), those without rows left out. Nothing ever
   * writes to the Buffer again, and the caller must not either: a page that did not change is the
   * same one.
   */
  render(families: readonly MetricFamily[], format: Format, encoding?: Encoding): Buffer;
  /**
   * The same bytes in pieces of `BLOCK_ROWS` rows, about 25 KB, each made when it is asked for, in well
   * under a millisecond: who lets the event loop turn between pieces holds nobody up, and who joins
   * them has the page. No piece is ever written to again, so a slow client may keep it; but pieces
   * are shared between pages, so the caller must not write to them either. Renderings may be
   * interleaved, and left unfinished. With zstd there is one piece.
   */
  pieces(
    families: readonly MetricFamily[],
    format: Format,
    encoding?: Encoding,
  ): Generator<Buffer, void, void>;
  /** What the caches hold now, in bytes; never more than `maxCachedBytes`. */
  readonly cachedBytes: number;
}

/** Options of a renderer. */
export interface RendererOptions {
  /** What the caches may hold: the pages of each format, 8 bytes a row, and what was made of them. */
  readonly maxCachedBytes?: number;
}

/** Some 300,000 series in each of two formats. */
const MAX_CACHED_BYTES = 64 * 1024 * 1024;

/** Makes a renderer; one serves every format and any number of requests at a time. */
export function createRenderer({
  maxCachedBytes = MAX_CACHED_BYTES,
}: RendererOptions = {}): Renderer {
  const cache = createBlockCache(maxCachedBytes);
  const merge = createMerger();
  const output = createOutput();
  const end: Piece = { blocks: [], bytes: Buffer.from('# EOF\n') };

  return {
    render(families, format, encoding = 'identity') {
      const page = cache.open(format);
      const pieces = [...renderPieces(page, families, format)];
      const last = page.joined;
      if (last?.encoding === encoding && isSameList(last.pieces, pieces)) return last.bytes;
      const bytes = Buffer.concat([...encode(pieces, encoding)]);
      for (const { blocks } of pieces) cache.recount(blocks[0]);
      cache.keepPage(page, { encoding, pieces, bytes });
      return bytes;
    },
    pieces(families, format, encoding = 'identity') {
      return encode(renderPieces(cache.open(format), families, format), encoding);
    },
    get cachedBytes() {
      return cache.size();
    },
  };

  function* renderPieces(
    page: FormatCache,
    families: readonly MetricFamily[],
    format: Format,
  ): Generator<Piece, void, void> {
    const blocks = renderBlocks(page, planFor(page, families, format));
    for (const group of groupBlocks(blocks)) {
      const piece = joinBlocks(group);
      yield piece;
      // Only now: whoever took the piece may have compressed it.
      cache.recount(group[0]);
    }
    if (format.syntax === 'openmetrics') yield end;
  }

  /** The plan of the last page, where the same families are asked for again. */
  function planFor(page: FormatCache, families: readonly MetricFamily[], format: Format): Plan {
    if (page.plan !== undefined && isSameList(families, page.asked)) return page.plan;
    const plan = planPage(merge(families).families, format, page.plan);
    page.asked = [...families];
    page.plan = plan;
    return plan;
  }

  function* renderBlocks(page: FormatCache, plan: Plan): Generator<Block, void, void> {
    let stanzas = 0;
    for (const planned of plan.planned.values()) {
      for (const stanza of planned.stanzas) {
        stanzas += 1;
        yield* renderStanza(cache.openShelf(page, stanza.wording.naming.samples), stanza);
      }
    }
    cache.close(page, stanzas);
  }

  function* renderStanza(shelf: Shelf, stanza: Stanza): Generator<Block, void, void> {
    const length = Math.ceil(stanza.family.values.length / BLOCK_ROWS);
    for (let index = 0; index < length; index += 1) {
      const last = shelf.blocks[index];
      const block = renderBlock(stanza, index, output, last);
      if (block !== last) cache.keep(shelf, index, block);
      yield block;
    }
    cache.cut(shelf, length);
  }
}

function* encode(pieces: Iterable<Piece>, encoding: Encoding): Generator<Buffer, void, void> {
  if (encoding === 'gzip') {
    yield* gzipPieces(pieces);
  } else if (encoding === 'identity') {
    for (const { bytes } of pieces) yield bytes;
  } else {
    // One frame: zstd's blocks look back at those before them, and not every client reads a second frame.
    yield zstdCompressSync(Buffer.concat(Array.from(pieces, ({ bytes }) => bytes)));
  }
}
