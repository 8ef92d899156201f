/** A text that grows: what stands before, what is repeated, what stands behind. */
export interface Hostile {
  readonly before?: string;
  readonly repeated: string;
  readonly behind?: string;
}

const first = 1000;
const doublings = 3;
/** Time of a linear pattern grows by 1 with each doubling, of a quadratic one by 2 (as a power of two). */
export const mostGrowth = 1.5;
/** Below it the clock says nothing of growth, and at this length nothing is slow. */
const tooShortMs = 0.4;
/** For 1,000 characters. */
const muchTooLongMs = 100;

/**
 * By which power of its length the time grows that a pattern takes for a text; 1 for all that are done at once.
 *
 * Ratios of times in one process, each the shortest of several, so that a slow or busy machine changes nothing.
 */
export function growthOf(regex: RegExp, hostile: Hostile): number {
  const shortest = timeOf(regex, textOf(hostile, first), 5);
  // Exponential, and so is the wait for the longer ones.
  if (shortest > muchTooLongMs) return Infinity;
  const longest = timeOf(regex, textOf(hostile, first * 2 ** doublings), 3);
  return longest < tooShortMs ? 1 : Math.log2(longest / shortest) / doublings;
}

export function textOf({ before = '', repeated, behind = '' }: Hostile, length: number): string {
  return before + repeated.repeat(Math.ceil(length / repeated.length)) + behind;
}

/** The shortest of so many runs, in milliseconds; all matches where there can be several. */
export function timeOf(regex: RegExp, text: string, runs: number): number {
  const copy = new RegExp(regex.source, regex.flags);
  let shortest = Infinity;
  for (let run = 0; run < runs; run += 1) {
    copy.lastIndex = 0;
    const start = performance.now();
    if (copy.global) text.replace(copy, '');
    else copy.exec(text);
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}
