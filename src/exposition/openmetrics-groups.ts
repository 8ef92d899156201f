import type { MetricFamily } from '../metric/family.ts';
import { parseLabelNumber } from './number.ts';

/** The state of one histogram, summary or stateset while its rows are checked. */
interface Group {
  /** Value of the last bucket; NaN before the first. */
  bound: number;
  bucket: number;
  count: number | undefined;
  sum: number | undefined;
  hasNegativeBounds: boolean;
}

/**
 * Whether the rows are valid histograms (OpenMetrics 1.0.0 section 5.3.8): for each set of labels, buckets ascend to
 * `+Inf`, counts are integers and never decrease, `_count` equals the last bucket, and `_sum` occurs only together
 * with `_count`, is not negative, and there are no negative buckets beside it.
 */
export function isHistogram(family: MetricFamily): boolean {
  const column = family.labelNames.indexOf('le');
  return column !== -1 && everyGroup(family, column, readHistogramRow, endsAsHistogram);
}

/**
 * Whether the rows are valid summaries (section 5.3.9): quantiles from 0 to 1 with values that are not negative, an
 * integer `_count`, and a `_sum` that is not negative.
 */
export function isSummary(family: MetricFamily): boolean {
  const column = family.labelNames.indexOf('quantile');
  return everyGroup(family, column, readSummaryRow, () => true);
}

/**
 * Whether the rows are valid statesets (section 5.3.6): the label in `column` names the state, and the value is 0 or 1.
 */
export function isStateset(family: MetricFamily, column: number): boolean {
  return everyGroup(family, column, readState, () => true);
}

/** One row: its suffix, the value of the label that distinguishes the rows of a group, and its value. */
interface Reading {
  readonly suffix: string;
  readonly part: string;
  /** The part as a number; NaN if it is not a number. */
  readonly bound: number;
  readonly value: number;
}

type ReadRow = (group: Group, reading: Reading) => boolean;

function everyGroup(
  family: MetricFamily,
  column: number,
  readRow: ReadRow,
  endsWell: (group: Group) => boolean,
): boolean {
  const { labelNames, labelValues, values, suffixes } = family;
  // Every group has the same few bounds, so they are cached: 30 us per thousand rows instead of 110.
  const bounds = new Map<string, number>();
  let group = emptyGroup();
  for (let row = 0; row < values.length; row += 1) {
    if (row > 0 && isSameGroup(family, row, column)) {
      if (!isSameTime(family, row)) return false;
    } else if (row > 0) {
      if (!endsWell(group)) return false;
      group = emptyGroup();
    }
    const part = column === -1 ? '' : (labelValues[row * labelNames.length + column] ?? '');
    let bound = bounds.get(part);
    if (bound === undefined) {
      bound = parseLabelNumber(part) ?? Number.NaN;
      bounds.set(part, bound);
    }
    const value = values[row] ?? Number.NaN;
    if (!readRow(group, { suffix: suffixes?.[row] ?? '', part, bound, value })) return false;
  }
  return endsWell(group);
}

function emptyGroup(): Group {
  return {
    bound: Number.NaN,
    bucket: 0,
    count: undefined,
    sum: undefined,
    hasNegativeBounds: false,
  };
}

/** Whether a row has the same labels as the previous row, except for `column`. */
function isSameGroup(
  { labelNames, labelValues }: MetricFamily,
  row: number,
  column: number,
): boolean {
  const width = labelNames.length;
  for (let other = 0; other < width; other += 1) {
    const place = row * width + other;
    if (other !== column && labelValues[place] !== labelValues[place - width]) return false;
  }
  return true;
}

function isSameTime({ timestamps }: MetricFamily, row: number): boolean {
  return timestamps === undefined || Object.is(timestamps[row], timestamps[row - 1]);
}

function readHistogramRow(group: Group, { suffix, part, bound, value }: Reading): boolean {
  if (suffix !== '_bucket') return part === '' && readTotal(group, suffix, value);
  if (Number.isNaN(bound) || bound <= group.bound) return false;
  if (!Number.isInteger(value) || value < group.bucket) return false;
  group.bound = bound;
  group.bucket = value;
  group.hasNegativeBounds ||= bound < 0;
  return true;
}

function endsAsHistogram(group: Group): boolean {
  if (group.bound !== Infinity) return false;
  if ((group.count === undefined) !== (group.sum === undefined)) return false;
  if (group.count === undefined) return true;
  return group.count === group.bucket && !group.hasNegativeBounds;
}

function readSummaryRow(group: Group, { suffix, part, bound, value }: Reading): boolean {
  if (suffix !== '') return part === '' && readTotal(group, suffix, value);
  return bound >= 0 && bound <= 1 && !(value < 0);
}

function readTotal(group: Group, suffix: string, value: number): boolean {
  if (suffix === '_sum' && value >= 0) {
    group.sum = value;
    return true;
  }
  if (suffix !== '_count' || !Number.isInteger(value) || value < 0) return false;
  group.count = value;
  return true;
}

function readState(_group: Group, { suffix, part, value }: Reading): boolean {
  return suffix === '' && part !== '' && (value === 0 || value === 1);
}
