/**
 * Which series there are already: an open-addressing table from the hash of label values to the row
 * where the series begins. Hashing is ours because a Map wants one joined string a sample, and those
 * strings would be most of what an extraction allocates.
 */
export interface SeriesIndex {
  /** Row + 1 by slot, 0 where the slot is free; a power of two long. */
  rows: Int32Array;
  hashes: Int32Array;
  size: number;
}

const firstCapacity = 16;

/** An index without series. */
export function createSeriesIndex(): SeriesIndex {
  return {
    rows: new Int32Array(firstCapacity),
    hashes: new Int32Array(firstCapacity),
    size: 0,
  };
}

/**
 * The slot of the series with this hash for which `same` holds of its row, or of the free slot where
 * it would stand, as `-1 - slot`.
 */
export function findSeries<T>(
  index: SeriesIndex,
  hash: number,
  same: (family: T, row: number) => boolean,
  family: T,
): number {
  const mask = index.rows.length - 1;
  let slot = startSlot(hash, mask);
  for (;;) {
    const row = index.rows[slot] ?? 0;
    if (row === 0) return -1 - slot;
    if (index.hashes[slot] === hash && same(family, row - 1)) return slot;
    slot = (slot + 1) & mask;
  }
}

/** Notes a series at a free slot that `findSeries` gave. */
export function addSeries(index: SeriesIndex, slot: number, hash: number, row: number): void {
  index.rows[slot] = row + 1;
  index.hashes[slot] = hash;
  index.size += 1;
  if (index.size * 2 > index.rows.length) grow(index);
}

function grow(index: SeriesIndex): void {
  const { rows, hashes } = index;
  const capacity = rows.length * 4;
  const mask = capacity - 1;
  index.rows = new Int32Array(capacity);
  index.hashes = new Int32Array(capacity);
  for (let old = 0; old < rows.length; old += 1) {
    const row = rows[old] ?? 0;
    if (row === 0) continue;
    const hash = hashes[old] ?? 0;
    let slot = startSlot(hash, mask);
    while (index.rows[slot] !== 0) slot = (slot + 1) & mask;
    index.rows[slot] = row;
    index.hashes[slot] = hash;
  }
}

/** The low bits of a multiplicative hash are its poorest, so the high ones are mixed in. */
function startSlot(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

/**
 * A hash of one label value; '' is 0, so that an absent label adds nothing. The seed keeps a document
 * from being written so that all its series collide.
 */
export function hashText(text: string, seed: number): number {
  if (text === '') return 0;
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
  }
  return hash ^ (hash >>> 16);
}

/** What a value in this column adds to the hash of its series. */
export function hashInColumn(hash: number, column: number): number {
  return Math.imul(hash, Math.imul(column + 1, 0x85ebca6b) | 1);
}
