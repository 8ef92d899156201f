import type { MetricFamily, SampleSuffix } from '../metric/family.ts';
import type { MetricDefinition } from './definition.ts';
import type { SeriesIndex } from './series-index.ts';
import { addSeries, createSeriesIndex, findSeries } from './series-index.ts';

/**
 * A family that grows row by row. Whoever adds a sample writes its label values into `row` first; the
 * columns then take them over, so that no sample is ever an object.
 */
export interface FamilyBuilder {
  readonly definition: MetricDefinition;
  /** Sorted, but for those that `labelsFrom` found, which follow until the family is built. */
  readonly labelNames: string[];
  /** The column of `le`, `quantile` or the state, which does not tell series apart; -1 for none. */
  readonly partColumn: number;
  /** The label values of the sample that is being added. */
  readonly row: string[];
  labelValues: string[];
  values: Float64Array;
  readonly suffixes: SampleSuffix[] | undefined;
  timestamps: Float64Array | undefined;
  rows: number;
  readonly series: SeriesIndex;
}

const firstCapacity = 16;

/** A family without samples, with the label names that are known before any document. */
export function createFamilyBuilder(
  definition: MetricDefinition,
  labelNames: readonly string[],
  partColumn: number,
): FamilyBuilder {
  const { type } = definition;
  return {
    definition,
    labelNames: [...labelNames],
    partColumn,
    row: labelNames.map(() => ''),
    labelValues: [],
    values: new Float64Array(firstCapacity),
    suffixes: type === 'histogram' || type === 'summary' ? [] : undefined,
    timestamps: undefined,
    rows: 0,
    series: createSeriesIndex(),
  };
}

/** Whether the labels in `row` are a series that is not there yet; its rows are to be added next. */
export function claimSeries(builder: FamilyBuilder, hash: number): boolean {
  const slot = findSeries(builder.series, hash, isRow, builder);
  if (slot >= 0) return false;
  addSeries(builder.series, -1 - slot, hash, builder.rows);
  return true;
}

function isRow(builder: FamilyBuilder, row: number): boolean {
  const { labelValues, partColumn } = builder;
  const width = builder.row.length;
  const start = row * width;
  for (let column = 0; column < width; column += 1) {
    if (column !== partColumn && labelValues[start + column] !== builder.row[column]) return false;
  }
  return true;
}

/** Adds the labels in `row` with a value, and with a timestamp unless that is NaN. */
export function addRow(
  builder: FamilyBuilder,
  value: number,
  timestamp: number,
  suffix: SampleSuffix,
): void {
  const at = builder.rows;
  if (at === builder.values.length) builder.values = grown(builder.values);
  builder.values[at] = value;
  if (!Number.isNaN(timestamp)) setTimestamp(builder, at, timestamp);
  const { row, labelValues } = builder;
  for (let column = 0; column < row.length; column += 1) labelValues.push(row[column] ?? '');
  builder.suffixes?.push(suffix);
  builder.rows = at + 1;
}

function grown(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

function setTimestamp(builder: FamilyBuilder, row: number, timestamp: number): void {
  let timestamps = builder.timestamps;
  if (timestamps === undefined || timestamps.length < builder.values.length) {
    const larger = new Float64Array(builder.values.length).fill(Number.NaN);
    if (timestamps !== undefined) larger.set(timestamps);
    timestamps = larger;
    builder.timestamps = larger;
  }
  timestamps[row] = timestamp;
}

/** The column of a label name that no rule could name before; every row so far has it empty. */
export function columnOf(builder: FamilyBuilder, name: string): number {
  const known = builder.labelNames.indexOf(name);
  if (known >= 0) return known;
  const width = builder.row.length;
  const wider: string[] = [];
  for (let row = 0; row < builder.rows; row += 1) {
    for (let column = 0; column < width; column += 1) {
      wider.push(builder.labelValues[row * width + column] ?? '');
    }
    wider.push('');
  }
  builder.labelValues = wider;
  builder.labelNames.push(name);
  builder.row.push('');
  return width;
}

/** The family, or undefined when it has no sample. The builder is not to be used any more. */
export function buildFamily(builder: FamilyBuilder): MetricFamily | undefined {
  if (builder.rows === 0) return undefined;
  const { definition, rows, suffixes, timestamps } = builder;
  sortColumns(builder);
  return {
    name: definition.name,
    help: definition.help,
    type: definition.type,
    ...(definition.unit === undefined ? {} : { unit: definition.unit }),
    labelNames: builder.labelNames,
    labelValues: builder.labelValues,
    values: builder.values.slice(0, rows),
    ...(suffixes?.some((suffix) => suffix !== '') === true ? { suffixes } : {}),
    ...(timestamps === undefined ? {} : { timestamps: ofRows(timestamps, rows) }),
  };
}

/** Rows after the last one with a timestamp may not have been given room. */
function ofRows(timestamps: Float64Array, rows: number): Float64Array {
  const all = new Float64Array(rows).fill(Number.NaN);
  all.set(timestamps.subarray(0, rows));
  return all;
}

function sortColumns(builder: FamilyBuilder): void {
  const { labelNames, labelValues, rows } = builder;
  const sorted = labelNames.toSorted(compareText);
  if (sorted.every((name, column) => name === labelNames[column])) return;
  const from = sorted.map((name) => labelNames.indexOf(name));
  const ordered: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    const start = row * from.length;
    for (const column of from) ordered.push(labelValues[start + column] ?? '');
  }
  builder.labelValues = ordered;
  labelNames.splice(0, labelNames.length, ...sorted);
}

/** By UTF-16 unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
