// The series that every subject of the benchmark serves; the Python and the Go peer make the same ones
// by the same steps, and the run compares them before it measures.

const familyCount = 10;

export const labelNames = ['instance', 'job', 'path'] as const;

export interface GaugeFamily {
  readonly name: string;
  readonly help: string;
}

/** Ten gauges. */
export const gauges: readonly GaugeFamily[] = Array.from({ length: familyCount }, (_, number) => ({
  name: `bench_gauge_${number}`,
  help: `Benchmark gauge number ${number}.`,
}));

/** Series of one family, when all families together have `count`. */
export function seriesPerFamily(count: number): number {
  return Math.ceil(count / familyCount);
}

/** The values of the three labels of series number `index` of any family. */
export function labelsOf(index: number): readonly [string, string, string] {
  const host = String(index % 50).padStart(4, '0');
  return [`host-${host}.example.com:9100`, `job-${index % 7}`, `/api/v1/resource/${index}`];
}

/** How many states of the values there are before they come again. */
export const rounds = 4;

/**
 * The values of every family in one round: half are integers below a million, a quarter has three
 * decimals, a quarter is any double. From one round to the next all of them change.
 */
export function valuesOf(round: number, perFamily: number): readonly Float64Array[] {
  let state = (round * 7919 + 17) >>> 0;
  return gauges.map(() =>
    Float64Array.from({ length: perFamily }, (_, index) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return valueOf(index, state / 2 ** 32);
    }),
  );
}

function valueOf(index: number, random: number): number {
  const kind = index % 4;
  if (kind < 2) return Math.floor(random * 1e6);
  return kind === 2 ? Math.floor(random * 1e6) / 1000 : random * 1000;
}
