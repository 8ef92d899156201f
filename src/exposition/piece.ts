/** Bytes of a page that several responses may send at once. */
export interface Piece {
  readonly bytes: Buffer;
  /** How many were given it and have not released it; nobody writes to the bytes meanwhile. */
  readers: number;
}

/** Makes a piece that nobody reads yet. */
export function pieceOf(bytes: Buffer): Piece {
  return { bytes, readers: 0 };
}

/** Gives a piece to one more reader. */
export function hold(piece: Piece): Piece {
  piece.readers += 1;
  return piece;
}

/** Takes a piece back: to be called once by each reader that was given it. */
export function release(piece: Piece): void {
  piece.readers -= 1;
}
