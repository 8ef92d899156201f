import type { MetricFamily, SampleSuffix } from './family.ts';
import { takeRows } from './row-layout.ts';
import { namedSuffixes } from './sample-names.ts';

/**
 * Leaves out the rows of a family `foo_count` (or `_sum`, `_bucket`) that a histogram or summary `foo`
 * also has with the same labels: a series may appear only once. Families without such a conflict are returned as the
 * same objects.
 */
export function withoutClashes(families: readonly MetricFamily[]): readonly MetricFamily[] {
  const compound = families.filter(({ type }) => type === 'histogram' || type === 'summary');
  if (compound.length === 0) return families;
  const names = new Set(families.map(({ name }) => name));
  const taken = new Map<string, Set<string>>();
  for (const family of compound) {
    for (const suffix of namedSuffixes) {
      const name = family.name + suffix;
      if (names.has(name)) addSeries(taken, name, family, suffix);
    }
  }
  if (taken.size === 0) return families;
  return families.map((family) => {
    const series = taken.get(family.name);
    return series === undefined ? family : withoutSeries(family, series);
  });
}

function addSeries(
  taken: Map<string, Set<string>>,
  name: string,
  family: MetricFamily,
  suffix: SampleSuffix,
): void {
  const series = taken.get(name) ?? new Set();
  taken.set(name, series);
  for (let row = 0; row < family.values.length; row += 1) {
    if (family.suffixes?.[row] === suffix) series.add(labelsOf(family, row));
  }
}

function withoutSeries(family: MetricFamily, series: ReadonlySet<string>): MetricFamily {
  const width = family.labelNames.length;
  const kept = [...family.values.keys()].filter((row) => {
    const isSample = (family.suffixes?.[row] ?? '') === '';
    return !isSample || !series.has(labelsOf(family, row));
  });
  if (kept.length === family.values.length) return family;
  const { suffixes: given } = family;
  return takeRows([family], family, {
    labelNames: family.labelNames,
    labelValues: kept.flatMap((row) => family.labelValues.slice(row * width, (row + 1) * width)),
    suffixes: given && kept.map((row) => given[row] ?? ''),
    rows: [Uint32Array.from(kept)],
    duplicates: family.values.length - kept.length,
  });
}

/** The labels that are not empty, as a key that does not depend on their order. */
function labelsOf({ labelNames, labelValues }: MetricFamily, row: number): string {
  const labels = labelNames
    .map((name, column) => [name, labelValues[row * labelNames.length + column] ?? ''])
    .filter(([, text]) => text !== '');
  return JSON.stringify(labels.toSorted(([a = ''], [b = '']) => (a < b ? -1 : Number(a > b))));
}
