/**
 * The existing series: an open-addressing hash table from label values to the first row of the series. A Map would
 * need one joined string per sample, and those strings would be most of what an extraction allocates.
 */
export interface SeriesIndex {
  /** Two numbers per slot, adjacent for the processor's cache: row + 1 (0: free) and hash. */
  table: Int32Array;
  /** Number of slots minus one; the number is a power of two. */
  mask: number;
  size: number;
}

/** As many as fit into a typed array of 64 bytes, which V8 allocates without malloc. */
const firstCapacity = 8;

/** An index without series. */
export function createSeriesIndex(): SeriesIndex {
  return { table: new Int32Array(firstCapacity * 2), mask: firstCapacity - 1, size: 0 };
}

/**
 * The slot of the series with this hash whose row satisfies `same`. If there is none, `-1 - slot` of the free slot
 * for it.
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

/** Stores a series in a free slot that `findSeries` returned. */
export function addSeries(index: SeriesIndex, slot: number, hash: number, row: number): void {
  index.table[slot * 2] = row + 1;
  index.table[slot * 2 + 1] = hash;
  index.size += 1;
  if (isTight(index.size, index.mask + 1)) rehash(index, (index.mask + 1) * 2);
}

/** Reserves memory for this many more series. */
export function reserveSeries(index: SeriesIndex, more: number): void {
  let capacity = index.mask + 1;
  while (isTight(index.size + more, capacity)) capacity *= 2;
  if (capacity > index.mask + 1) rehash(index, capacity);
}

/** With more than two thirds in use, searches take long. */
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

/** The low bits of a multiplicative hash have low quality, so the high bits are mixed in. */
function startSlot(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

/**
 * A hash of one label value; 0 for '', so that an absent label does not matter. Because of the seed, the author of a
 * document cannot make its series collide.
 */
export function hashText(text: string, seed: number): number {
  if (text === '') return 0;
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
  }
  return hash ^ (hash >>> 16);
}

/** The contribution of a value in this column to the hash of its series. */
export function hashInColumn(hash: number, column: number): number {
  return Math.imul(hash, Math.imul(column + 1, 0x85ebca6b) | 1);
}
