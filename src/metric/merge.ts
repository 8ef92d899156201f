import type { MetricFamily } from './family.ts';

/** Families of distinct names, and how many rows were left out on the way. */
export interface MergedFamilies {
  /** Sorted by name, in code units; each name once. */
  readonly families: readonly MetricFamily[];
  /** Rows of series that an earlier family of the same name had already. */
  readonly duplicates: number;
}

/**
 * Puts families of the same name together, as several collectors may feed one metric: the first one's
 * help, type and unit, the label names of all, the rows in the order given. A series that an earlier
 * family of the name has is left out of the later ones; of histograms, summaries and statesets that
 * is all its rows, since half of each would be neither. A family whose name is unique is handed on as
 * the same object.
 */
export function mergeFamilies(families: readonly MetricFamily[]): MergedFamilies {
  const sorted = families.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const merged: MetricFamily[] = [];
  let duplicates = 0;
  for (let start = 0; start < sorted.length;) {
    const end = endOfName(sorted, start);
    const result = mergeNamesakes(sorted.slice(start, end));
    merged.push(result.family);
    duplicates += result.duplicates;
    start = end;
  }
  return { families: merged, duplicates };
}

function endOfName(sorted: readonly MetricFamily[], start: number): number {
  let end = start + 1;
  while (end < sorted.length && sorted[end]?.name === sorted[start]?.name) end += 1;
  return end;
}

interface Namesakes {
  readonly family: MetricFamily;
  readonly duplicates: number;
}

function mergeNamesakes(families: readonly MetricFamily[]): Namesakes {
  const [first, ...others] = families;
  if (first === undefined) throw new RangeError('mergeNamesakes needs at least one family');
  if (others.length === 0) return { family: first, duplicates: 0 };

  const labelNames = [...new Set(families.flatMap((family) => family.labelNames))].toSorted();
  const seen = new Set<string>();
  const rows: Row[] = [];
  let duplicates = 0;
  for (const family of families) {
    const own = rowsOf(family, labelNames).map((row) => ({
      row,
      key: keyOf(row, first, labelNames),
    }));
    const fresh = own.filter(({ key }) => !seen.has(key));
    rows.push(...fresh.map(({ row }) => row));
    duplicates += own.length - fresh.length;
    for (const { key } of fresh) seen.add(key);
  }
  return { family: { ...first, labelNames, ...columnsOf(rows) }, duplicates };
}

interface Row {
  readonly labels: readonly string[];
  readonly value: number;
  readonly suffix: NonNullable<MetricFamily['suffixes']>[number];
  readonly timestamp: number;
}

function rowsOf(family: MetricFamily, labelNames: readonly string[]): Row[] {
  const columns = labelNames.map((name) => family.labelNames.indexOf(name));
  return Array.from(family.values, (value, row) => ({
    labels: columns.map((column) =>
      column === -1 ? '' : (family.labelValues[row * family.labelNames.length + column] ?? ''),
    ),
    value,
    suffix: family.suffixes?.[row] ?? '',
    timestamp: family.timestamps?.[row] ?? Number.NaN,
  }));
}

/** The label that tells the rows of one histogram, summary or stateset apart. */
function partLabel({ name, type }: MetricFamily): string | undefined {
  if (type === 'histogram') return 'le';
  if (type === 'summary') return 'quantile';
  return type === 'stateset' ? name : undefined;
}

function keyOf(row: Row, family: MetricFamily, labelNames: readonly string[]): string {
  const part = partLabel(family);
  if (part === undefined) return JSON.stringify([row.suffix, ...row.labels]);
  return JSON.stringify(row.labels.filter((_, column) => labelNames[column] !== part));
}

type Columns = Pick<MetricFamily, 'labelValues' | 'values' | 'suffixes' | 'timestamps'>;

function columnsOf(rows: readonly Row[]): Columns {
  const hasTimestamp = rows.some((row) => !Number.isNaN(row.timestamp));
  return {
    labelValues: rows.flatMap((row) => row.labels),
    values: Float64Array.from(rows, (row) => row.value),
    ...(rows.some((row) => row.suffix !== '') && { suffixes: rows.map((row) => row.suffix) }),
    ...(hasTimestamp && { timestamps: Float64Array.from(rows, (row) => row.timestamp) }),
  };
}
