const times = 16;

/**
 * How much longer `run` takes on one input than on sixteen of a sixteenth of its size: about 1 where it is linear,
 * 16 where it is quadratic. Both take equally long where it is linear, so that a busy machine slows both.
 *
 * @param size of a small input; large enough to take a tenth of a millisecond
 */
export function growth<T>(
  size: number,
  make: (size: number) => T,
  run: (input: T) => void,
): number {
  const small = make(size);
  const large = make(size * times);
  let whole = Infinity;
  let parts = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    parts = Math.min(
      parts,
      timeOf(() => {
        for (let count = 0; count < times; count += 1) run(small);
      }),
    );
    whole = Math.min(
      whole,
      timeOf(() => run(large)),
    );
  }
  return whole / parts;
}

const rounds = 6;

/** Between 1 and 16, with room for memory that no longer fits a cache. */
export const linearGrowth = 6;

function timeOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
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
