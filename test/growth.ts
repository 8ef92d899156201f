const doublings = 4;

/**
 * How many times longer `run` takes on an input sixteen times as large: about 16 where it is linear, 256 where it
 * is quadratic. Of each size the fastest of some runs counts, so that a busy machine does not.
 *
 * @param size of the smallest input; large enough to take a tenth of a millisecond
 */
export function growth<T>(
  size: number,
  make: (size: number) => T,
  run: (input: T) => void,
): number {
  const small = make(size);
  const large = make(size * 2 ** doublings);
  fastest(10, small, run); // compiles what will be measured
  return fastest(4, large, run) / fastest(30, small, run);
}

/** Between 16 and 256, with room for memory that no longer fits a cache. */
export const linearGrowth = 80;

function fastest<T>(runs: number, input: T, run: (input: T) => void): number {
  let best = Infinity;
  for (let count = 0; count < runs; count += 1) {
    const start = performance.now();
    run(input);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Runs what may fail: an input is as hostile to a parser that refuses it. */
export function whatever<T>(run: (input: T) => unknown): (input: T) => void {
  return (input) => {
    try {
      run(input);
    } catch {
      // refused
    }
  };
}
