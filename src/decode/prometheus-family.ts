import { type Budget, spend } from '../budget/budget.ts';
import type { Exemplar } from '../metric/exemplar.ts';
import type { MetricFamily, MetricType, SampleSuffix } from '../metric/family.ts';
import { namedSuffixes, partLabel } from '../metric/sample-names.ts';

import { DecodeError } from './error.ts';
import { cut } from '../message/cut.ts';
import type { SampleLine } from './prometheus-line.ts';

/** A family while its exposition is being read. */
export interface FamilyDraft {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly unit: string;
  readonly rows: DraftRow[];
  /** Label names of all rows, set once the rows are counted. */
  readonly labelNames: Set<string>;
}

interface DraftRow {
  readonly suffix: SampleSuffix;
  readonly sample: SampleLine;
}

/** A lone surrogate, which cannot occur in decoded text and thus in labels. */
const separator = '\ud800';

/** Context for creating the families of an exposition. */
export interface PageReading {
  /** Resolution of the timestamps. */
  readonly ticksPerSecond: number;
  readonly samples: number;
  readonly budget: Budget;
}

/** Maximum label values, including absent ones, per sample that a collection may have. */
const cellsPerSample = 20;

/** The limit of label values is at least the one for this many samples. */
const fewSamples = 1000;

/** The order within one label set of a histogram or summary: first its buckets or quantiles, then these. */
const suffixOrder: readonly SampleSuffix[] = ['', ...namedSuffixes];

/**
 * Counts the label values of a family: one for each of its label names in each of its samples. Without this limit, an
 * exposition of 90 KB could expand to ten million by using a different label name in every sample.
 *
 * @param before the count of the previous families
 * @throws DecodeError if the exposition has more than its samples allow; BudgetSpent
 */
export function countCells(
  { name, rows, labelNames }: FamilyDraft,
  samples: number,
  before: number,
  budget: Budget,
): number {
  for (const { sample } of rows) {
    const { labels } = sample;
    spend(budget, 1 + labels.length);
    for (let index = 0; index < labels.length; index += 2) labelNames.add(labels[index] ?? '');
  }
  const cells = labelNames.size * rows.length;
  const most = Math.max(samples, fewSamples) * cellsPerSample;
  if (before + cells <= most) return cells;
  const count = `${labelNames.size} label names in ${rows.length} samples`;
  throw new DecodeError(
    `Prometheus text: with ${cut(name, 100)} (${count}) the page has ${before + cells} label values, absent ones ` +
      `included, more than ${cellsPerSample} for each of limits.samples (${samples}): leave it out by \`drop\`, ` +
      'or raise limits.samples',
  );
}

/** Creates the family of a draft, or undefined if it has no rows. Of duplicate series, the first row is kept. */
export function finishFamily(
  draft: FamilyDraft,
  { ticksPerSecond, budget }: PageReading,
): { family: MetricFamily; duplicates: number } | undefined {
  if (draft.rows.length === 0) return undefined;
  const labelNames = [...draft.labelNames].toSorted();
  const unique = uniqueRows(draft.rows, labelNames, budget);
  const rows = isDistribution(draft.type)
    ? groupBySet(unique, draft.type, labelNames, budget)
    : unique;
  const timestamps = Float64Array.from(rows, ({ timestamp }) => timestamp / ticksPerSecond);
  const family: MetricFamily = {
    name: draft.name,
    help: draft.help,
    type: draft.type,
    ...(draft.unit !== '' && { unit: draft.unit }),
    labelNames,
    labelValues: valuesOf(rows, budget),
    values: Float64Array.from(rows, ({ value }) => value),
    ...(rows.some(({ suffix }) => suffix !== '') && { suffixes: rows.map(({ suffix }) => suffix) }),
    ...(timestamps.some((time) => !Number.isNaN(time)) && { timestamps }),
    ...(rows.some(({ exemplar }) => exemplar !== undefined) && {
      exemplars: rows.map(({ exemplar }) => exemplar),
    }),
  };
  return { family, duplicates: draft.rows.length - rows.length };
}

interface AlignedRow {
  readonly suffix: SampleSuffix;
  /** One value per label name, '' if the label is absent. */
  readonly labels: readonly string[];
  readonly value: number;
  readonly timestamp: number;
  readonly exemplar: Exemplar | undefined;
}

function uniqueRows(
  rows: readonly DraftRow[],
  labelNames: readonly string[],
  budget: Budget,
): AlignedRow[] {
  const column = new Map(labelNames.map((name, index) => [name, index]));
  const empty = labelNames.map(() => '');
  const seen = new Set<string>();
  const unique: AlignedRow[] = [];
  for (const { suffix, sample } of rows) {
    spend(budget, stepsOfRow + 2 * labelNames.length);
    const labels = [...empty];
    for (let index = 0; index < sample.labels.length; index += 2) {
      labels[column.get(sample.labels[index] ?? '') ?? 0] = sample.labels[index + 1] ?? '';
    }
    const key = suffix + separator + labels.join(separator);
    if (seen.has(key)) continue;
    seen.add(key);
    const { value, timestamp, exemplar } = sample;
    unique.push({ suffix, labels, value, timestamp, exemplar });
  }
  return unique;
}

const stepsOfRow = 16;

function valuesOf(rows: readonly AlignedRow[], budget: Budget): string[] {
  const values: string[] = [];
  for (const { labels } of rows) {
    spend(budget, 1 + labels.length);
    for (const label of labels) values.push(label);
  }
  return values;
}

function isDistribution(type: MetricType): type is 'histogram' | 'summary' {
  return type === 'histogram' || type === 'summary';
}

/** Groups the rows of each label set, in whatever order the exposition has them. */
function groupBySet(
  rows: readonly AlignedRow[],
  type: 'histogram' | 'summary',
  labelNames: readonly string[],
  budget: Budget,
): AlignedRow[] {
  const part = labelNames.indexOf(partLabel({ name: '', type }) ?? '');
  spend(budget, rows.length * (stepsOfRow + labelNames.length));
  const sets = Map.groupBy(rows, ({ labels }) =>
    labels.toSpliced(part, part === -1 ? 0 : 1).join(separator),
  );
  return [...sets.values()].flatMap((set) =>
    set.toSorted((a, b) => suffixOrder.indexOf(a.suffix) - suffixOrder.indexOf(b.suffix)),
  );
}
