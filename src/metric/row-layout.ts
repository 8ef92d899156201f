import type { Exemplar } from './exemplar.ts';
import type { MetricFamily, SampleSuffix } from './family.ts';
import { partLabel } from './sample-names.ts';

/** The rows of a merged family: everything except their values. */
export interface RowLayout {
  readonly labelNames: readonly string[];
  readonly labelValues: readonly string[];
  readonly suffixes: readonly SampleSuffix[] | undefined;
  /** For each family, the rows that are kept. */
  readonly rows: readonly Uint32Array[];
  readonly duplicates: number;
}

/** Chooses the rows. Rows of a series that an earlier family has are dropped. */
export function layRows(families: readonly MetricFamily[]): RowLayout {
  const labelNames = [...new Set(families.flatMap((family) => family.labelNames))].toSorted();
  const [first] = families;
  const part = first === undefined ? undefined : partLabel(first);
  const partColumn = part === undefined ? -1 : labelNames.indexOf(part);
  const seen = new Set<string>();
  const labelValues: string[] = [];
  const suffixes: SampleSuffix[] = [];
  let duplicates = 0;
  const rows = families.map((family) => {
    const columns = labelNames.map((name) => family.labelNames.indexOf(name));
    const kept: number[] = [];
    const keys: string[] = [];
    for (let row = 0; row < family.values.length; row += 1) {
      const labels = pickLabels(family, columns, row);
      const suffix = family.suffixes?.[row] ?? '';
      const key = (part === undefined ? suffix : '') + keyOf(labels, partColumn);
      if (seen.has(key)) {
        duplicates += 1;
        continue;
      }
      kept.push(row);
      keys.push(key);
      labelValues.push(...labels);
      suffixes.push(suffix);
    }
    // Only now: a series that occurs twice within one family is not removed here.
    for (const key of keys) seen.add(key);
    return Uint32Array.from(kept);
  });
  const hasSuffixes = suffixes.some((suffix) => suffix !== '');
  return {
    labelNames,
    labelValues,
    suffixes: hasSuffixes ? suffixes : undefined,
    rows,
    duplicates,
  };
}

function pickLabels(family: MetricFamily, columns: readonly number[], row: number): string[] {
  const start = row * family.labelNames.length;
  return columns.map((column) => (column === -1 ? '' : (family.labelValues[start + column] ?? '')));
}

/** Includes the length of each value, so that different sets of labels have different keys. */
function keyOf(labels: readonly string[], partColumn: number): string {
  let key = '';
  for (let column = 0; column < labels.length; column += 1) {
    const label = labels[column] ?? '';
    if (column !== partColumn) key += `,${label.length}:${label}`;
  }
  return key;
}

/** Whether both lists have the same series in the same order, and so the same layout. */
export function hasSameSeries(
  families: readonly MetricFamily[],
  others: readonly MetricFamily[],
): boolean {
  return (
    families.length === others.length &&
    families.every((family, index) => {
      const other = others[index];
      return (
        other !== undefined &&
        family.type === other.type &&
        family.values.length === other.values.length &&
        isSameList(family.labelNames, other.labelNames) &&
        isSameList(family.labelValues, other.labelValues) &&
        isSameList(family.suffixes, other.suffixes)
      );
    })
  );
}

function isSameList(
  one: readonly string[] | undefined,
  two: readonly string[] | undefined,
): boolean {
  if (one === two) return true;
  if (one?.length !== two?.length) return false;
  return one?.every((text, index) => text === two?.[index]) ?? false;
}

/** A family with these rows; everything else is taken from `first`. */
export function takeRows(
  families: readonly MetricFamily[],
  first: MetricFamily,
  { labelNames, labelValues, suffixes, rows }: RowLayout,
): MetricFamily {
  const { suffixes: _suffixes, timestamps: _timestamps, exemplars: _exemplars, ...rest } = first;
  const hasTimestamps = families.some(({ timestamps }) => timestamps !== undefined);
  const hasExemplars = families.some(({ exemplars }) => exemplars !== undefined);
  return {
    ...rest,
    labelNames,
    labelValues,
    values: takeNumbers(families, rows, ({ values }) => values),
    ...(suffixes && { suffixes }),
    ...(hasTimestamps && {
      timestamps: takeNumbers(families, rows, ({ timestamps }) => timestamps),
    }),
    ...(hasExemplars && { exemplars: takeExemplars(families, rows) }),
  };
}

function takeNumbers(
  families: readonly MetricFamily[],
  rows: readonly Uint32Array[],
  columnOf: (family: MetricFamily) => Float64Array | undefined,
): Float64Array {
  const taken = new Float64Array(rows.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const [index, family] of families.entries()) {
    const column = columnOf(family);
    for (const row of rows[index] ?? []) {
      taken[place] = column?.[row] ?? Number.NaN;
      place += 1;
    }
  }
  return taken;
}

function takeExemplars(
  families: readonly MetricFamily[],
  rows: readonly Uint32Array[],
): (Exemplar | undefined)[] {
  return families.flatMap(({ exemplars }, index) =>
    Array.from(rows[index] ?? [], (row) => exemplars?.[row]),
  );
}
