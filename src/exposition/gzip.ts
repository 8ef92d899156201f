import { crc32 } from 'node:zlib';

import type { Piece } from './block.ts';
import { deflatePiece } from './piece.ts';

/** Magic, deflate, no flags, no time, no extra flags, unknown system (RFC 1952 section 2.3). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** An empty last block, as the pieces have only ones that another may follow (RFC 1951 section 3.2.6). */
const LAST_BLOCK = [0x03, 0x00];

/** One gzip member of the pieces' bytes. */
export function* gzipPieces(pieces: Iterable<Piece>): Generator<Buffer, void, void> {
  let checksum = 0;
  let length = 0;
  yield HEADER;
  for (const piece of pieces) {
    checksum = crc32(piece.bytes, checksum);
    length += piece.bytes.length;
    yield deflatePiece(piece);
  }
  const trailer = Buffer.from([...LAST_BLOCK, 0, 0, 0, 0, 0, 0, 0, 0]);
  trailer.writeUInt32LE(checksum, LAST_BLOCK.length);
  trailer.writeUInt32LE(length % 2 ** 32, LAST_BLOCK.length + 4);
  yield trailer;
}
