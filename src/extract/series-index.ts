/**
 * Which series there are already: an open-addressing table from the hash of label values to the row
 * where the series begins. Hashing is ours because a Map wants one joined string a sample, and those
 * strings would be most of what an extraction allocates.
 */
export interface SeriesIndex {
  /** Two numbers a slot, side by side for the processor's cache: row + 1 (0: free) and hash. */
  table: Int32Array;
  /** Number of slots less one; the number is a power of two. */
  mask: number;
  size: number;
}

/** As many as fit the 64 bytes of a typed array that V8 allocates by itself, without malloc. */
const firstCapacity = 8;

/** An index without series. */
export function createSeriesIndex(): SeriesIndex {
  return { table: new Int32Array(firstCapacity * 2), mask: firstCapacity - 1, size: 0 };
}

/**
 * The slot of the series with this hash for which `same` holds of its row, or of the free slot where
 * it would stand, as `-1 - slot`.
 */
export function findSeries<T>(
  { table, mask }: SeriesIndex,
  hash: number,
  same: (family: T, row: number) => boolean,
  family: T,
): number {
  let slot = startSlot(hash, mask);
  for (;;) {
    const row = table[slot * 2] ?? 0;
    if (row === 0) return -1 - slot;
    if (table[slot * 2 + 1] === hash && same(family, row - 1)) return slot;
    slot = (slot + 1) & mask;
  }
}

/** Notes a series at a free slot that `findSeries` gave. */
export function addSeries(index: SeriesIndex, slot: number, hash: number, row: number): void {
  index.table[slot * 2] = row + 1;
  index.table[slot * 2 + 1] = hash;
  index.size += 1;
  if (isTight(index.size, index.mask + 1)) rehash(index, (index.mask + 1) * 2);
}

/** Makes room for so many more series at once. */
export function reserveSeries(index: SeriesIndex, more: number): void {
  let capacity = index.mask + 1;
  while (isTight(index.size + more, capacity)) capacity *= 2;
  if (capacity > index.mask + 1) rehash(index, capacity);
}

/** Beyond two thirds the way to a free slot gets long. */
function isTight(size: number, capacity: number): boolean {
  return size * 3 > capacity * 2;
}

function rehash(index: SeriesIndex, capacity: number): void {
  const old = index.table;
  const table = new Int32Array(capacity * 2);
  const mask = capacity - 1;
  for (let at = 0; at < old.length; at += 2) {
    const row = old[at] ?? 0;
    if (row === 0) continue;
    const hash = old[at + 1] ?? 0;
    let slot = startSlot(hash, mask);
    while (table[slot * 2] !== 0) slot = (slot + 1) & mask;
    table[slot * 2] = row;
    table[slot * 2 + 1] = hash;
  }
  index.table = table;
  index.mask = mask;
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
