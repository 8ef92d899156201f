import type { Exemplar } from '../metric/exemplar.ts';
import type { MetricFamily, MetricType, SampleSuffix } from '../metric/family.ts';

import { DecodeError } from './error.ts';
import { cut } from './position.ts';
import type { SampleLine } from './prometheus-line.ts';

/** A family while its page is read. */
export interface FamilyDraft {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly unit: string;
  readonly rows: DraftRow[];
}

interface DraftRow {
  readonly suffix: SampleSuffix;
  readonly sample: SampleLine;
}

/** A lone surrogate, which no text that was decoded has, and so no label. */
const separator = '\ud800';

/** Of labels by samples: a page of 10 MiB could else ask for a hundred times its size in memory. */
const maxCells = 10_000_000;

/** Within one label set of a histogram or summary: its buckets or quantiles, then these. */
const suffixOrder: readonly SampleSuffix[] = ['', '_bucket', '_sum', '_count'];

/**
 * The family of a draft, or undefined when it has no rows. A series that is there twice keeps its first row.
 *
 * @param ticksPerSecond of the timestamps of the page
 */
export function finishFamily(
  draft: FamilyDraft,
  ticksPerSecond: number,
): { family: MetricFamily; duplicates: number } | undefined {
  if (draft.rows.length === 0) return undefined;
  const labelNames = [...namesOf(draft.rows)].toSorted();
  if (labelNames.length * draft.rows.length > maxCells) {
    const count = `${labelNames.length} labels in ${draft.rows.length} samples`;
    throw new DecodeError(
      `Prometheus text: ${cut(draft.name, 100)} has ${count}, which is too many`,
    );
  }
  const unique = uniqueRows(draft.rows, labelNames);
  const rows = isDistribution(draft.type) ? groupBySet(unique, draft.type, labelNames) : unique;
  const timestamps = Float64Array.from(rows, ({ timestamp }) => timestamp / ticksPerSecond);
  const family: MetricFamily = {
    name: draft.name,
    help: draft.help,
    type: draft.type,
    ...(draft.unit !== '' && { unit: draft.unit }),
    labelNames,
    labelValues: rows.flatMap(({ labels }) => labels),
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
  readonly labels: readonly string[];
  readonly value: number;
  readonly timestamp: number;
  readonly exemplar: Exemplar | undefined;
}

function namesOf(rows: readonly DraftRow[]): Set<string> {
  const names = new Set<string>();
  for (const { sample } of rows) {
    for (let index = 0; index < sample.labels.length; index += 2) {
      names.add(sample.labels[index] ?? '');
    }
  }
  return names;
}

function uniqueRows(rows: readonly DraftRow[], labelNames: readonly string[]): AlignedRow[] {
  const column = new Map(labelNames.map((name, index) => [name, index]));
  const empty = labelNames.map(() => '');
  const seen = new Set<string>();
  const unique: AlignedRow[] = [];
  for (const { suffix, sample } of rows) {
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

function isDistribution(type: MetricType): type is 'histogram' | 'summary' {
  return type === 'histogram' || type === 'summary';
}

/** Rows of one label set side by side, however the page mixed them. */
function groupBySet(
  rows: readonly AlignedRow[],
  type: 'histogram' | 'summary',
  labelNames: readonly string[],
): AlignedRow[] {
  const part = labelNames.indexOf(type === 'histogram' ? 'le' : 'quantile');
  const sets = Map.groupBy(rows, ({ labels }) =>
    labels.toSpliced(part, part === -1 ? 0 : 1).join(separator),
  );
  return [...sets.values()].flatMap((set) =>
    set.toSorted((a, b) => suffixOrder.indexOf(a.suffix) - suffixOrder.indexOf(b.suffix)),
  );
}
