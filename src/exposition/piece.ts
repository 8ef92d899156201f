/** A part of a page that several responses may send at the same time. */
export interface Piece {
  readonly bytes: Buffer;
  /** The number of readers that have not released it; until then the bytes do not change. */
  readers: number;
}

/** Creates a piece without readers. */
export function pieceOf(bytes: Buffer): Piece {
  return { bytes, readers: 0 };
}

/** Adds a reader. */
export function hold(piece: Piece): Piece {
  piece.readers += 1;
  return piece;
}

/** Removes a reader. Every reader must call it once. */
export function release(piece: Piece): void {
  piece.readers -= 1;
}
