import type { MetricFamily } from '../../src/metric/family.ts';
import { gauges, labelNames, labelsOf, rounds, seriesPerFamily, valuesOf } from '../series.ts';

/** The benchmark's series as families; each call gives what one collection would give. */
export interface Families {
  /** Other values than the last time. */
  changed(): readonly MetricFamily[];
  /** The same values, in families of their own. */
  equal(): readonly MetricFamily[];
  /** The very same objects each time. */
  same(): readonly MetricFamily[];
}

export type Mode = keyof Families;

export function createFamilies(count: number): Families {
  const perFamily = seriesPerFamily(count);
  const labelValues = Array.from({ length: perFamily }, (_, index) => labelsOf(index)).flat();
  const states = Array.from({ length: rounds }, (_, round) => valuesOf(round, perFamily));
  let round = 0;

  function familiesOf(state: readonly Float64Array[]): readonly MetricFamily[] {
    return gauges.map(({ name, help }, number) => ({
      name,
      help,
      type: 'gauge',
      labelNames,
      labelValues,
      values: state[number] ?? new Float64Array(perFamily),
    }));
  }

  const first = familiesOf(states[0] ?? []);
  return {
    changed() {
      round += 1;
      return familiesOf(states[round % rounds] ?? []);
    },
    equal: () => first.map((family) => ({ ...family, values: family.values.slice() })),
    same: () => first,
  };
}

/** @throws Error for a word that is no mode */
export function toMode(word: string | undefined): Mode {
  if (word === 'changed' || word === 'equal' || word === 'same') return word;
  throw new Error(`expected changed, equal or same, not ${word}`);
}
