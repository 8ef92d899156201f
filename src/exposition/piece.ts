import { constants, deflateRawSync } from 'node:zlib';

import { BLOCK_ROWS } from './block.ts';
import type { Block, Piece } from './block.ts';
import { isSameList } from './same-list.ts';

/** Cuts a page's blocks into pieces, by rows: small families share one, a full block is one. */
export function* groupBlocks(blocks: Iterable<Block>): Generator<readonly Block[], void, void> {
  let group: Block[] = [];
  let rows = 0;
  for (const block of blocks) {
    group.push(block);
    rows += block.marks.length / 2;
    if (rows < BLOCK_ROWS) continue;
    yield group;
    group = [];
    rows = 0;
  }
  if (group.length > 0) yield group;
}

/** The piece of these blocks: that of the last page where it had the same ones. */
export function joinBlocks(blocks: readonly Block[]): Piece {
  const [first] = blocks;
  const last = first?.piece;
  if (last !== undefined && isSameList(last.blocks, blocks)) return last;
  const piece: Piece = {
    blocks,
    bytes: blocks.length === 1 && first ? first.bytes : concatenate(blocks),
  };
  if (first) first.piece = piece;
  return piece;
}

function concatenate(blocks: readonly Block[]): Buffer {
  return Buffer.concat(blocks.map(({ bytes }) => bytes));
}

/**
 * The piece compressed so that pieces can be put one behind the other in one gzip member: flushed to
 * a whole byte, without a look back across its start. Several members would be simpler, but there are
 * clients (curl) that stop after the first. Level 1 is 3.4 times as fast as 6, and 9 % larger.
 */
export function deflatePiece(piece: Piece): Buffer {
  piece.deflated ??= deflateRawSync(piece.bytes, {
    level: constants.Z_BEST_SPEED,
    finishFlush: constants.Z_FULL_FLUSH,
  });
  return piece.deflated;
}
