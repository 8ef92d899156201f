import type { MetricFamily, SampleSuffix } from '../metric/family.ts';
import type { MetricDefinition } from './definition.ts';
import {
  addSeries,
  createSeriesIndex,
  findSeries,
  reserveSeries,
  type SeriesIndex,
} from './series-index.ts';

/**
 * A family that grows row by row. The labels of the next row are written after the last one, in the order of the
 * columns. `claimSeries` reads them there, and `addRow` makes the row permanent by counting it. So samples need no
 * object, and their labels are written once.
 */
export interface FamilyBuilder {
  readonly definition: MetricDefinition;
  /** Sorted, except for those that `labelsFrom` found, which come last until the family is built. */
  readonly labelNames: string[];
  /** The column of `le`, `quantile` or the state, which is not part of a series' identity; -1 for none. */
  readonly partColumn: number;
  labelValues: string[];
  values: Float64Array;
  readonly suffixes: SampleSuffix[] | undefined;
  timestamps: Float64Array | undefined;
  rows: number;
  /** Hash of the first series. It is added to `series` with the second one, as many families have only one. */
  firstHash: number;
  series: SeriesIndex | undefined;
}

/** V8 allocates typed arrays of up to 64 bytes in its own heap; a larger one costs a call of malloc for each family. */
const firstCapacity = 8;

/** Most rules know the number of rows before they add the first one. */
const noValues = new Float64Array();

/** A family without samples, with the label names that are known in advance. */
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
    labelValues: [],
    values: noValues,
    suffixes: type === 'histogram' || type === 'summary' ? [] : undefined,
    timestamps: undefined,
    rows: 0,
    firstHash: 0,
    series: undefined,
  };
}

/** Reserves memory for this many more rows, each of them a series. */
export function reserveRows(builder: FamilyBuilder, more: number): void {
  const rows = builder.rows + more;
  if (rows > builder.values.length) builder.values = resized(builder.values, rows);
  if (rows > 1) reserveSeries(indexOf(builder), more);
}

/** Writes a label of the next row. The columns must be written in order. */
export function setLabel(builder: FamilyBuilder, column: number, text: string): void {
  builder.labelValues[builder.rows * builder.labelNames.length + column] = text;
}

/** A label of the next row that is already written. */
export function labelAt(builder: FamilyBuilder, column: number): string {
  return builder.labelValues[builder.rows * builder.labelNames.length + column] ?? '';
}

/** The labels of the next row. */
export function nextLabels({ labelValues, labelNames, rows }: FamilyBuilder): string[] {
  const start = rows * labelNames.length;
  return labelValues.slice(start, start + labelNames.length);
}

/** Whether the labels of the next row are a new series, which must then be added. */
export function claimSeries(builder: FamilyBuilder, hash: number): boolean {
  if (builder.rows === 0) {
    builder.firstHash = hash;
    return true;
  }
  const series = indexOf(builder);
  if (series.size === 0) noteSeries(builder, series, builder.firstHash, 0);
  return noteSeries(builder, series, hash, builder.rows);
}

/** False if the series exists. */
function noteSeries(
  builder: FamilyBuilder,
  series: SeriesIndex,
  hash: number,
  row: number,
): boolean {
  const slot = findSeries(series, hash, isNextRow, builder);
  if (slot >= 0) return false;
  addSeries(series, -1 - slot, hash, row);
  return true;
}

function indexOf(builder: FamilyBuilder): SeriesIndex {
  builder.series ??= createSeriesIndex();
  return builder.series;
}

function isNextRow(builder: FamilyBuilder, row: number): boolean {
  const { labelValues, partColumn } = builder;
  const width = builder.labelNames.length;
  const start = row * width;
  const next = builder.rows * width;
  for (let column = 0; column < width; column += 1) {
    const same = labelValues[start + column] === labelValues[next + column];
    if (!same && column !== partColumn) return false;
  }
  return true;
}

/** Adds the next row. A timestamp of NaN means none. */
export function addRow(
  builder: FamilyBuilder,
  value: number,
  timestamp: number,
  suffix: SampleSuffix,
): void {
  const at = builder.rows;
  if (at === builder.values.length) {
    builder.values = resized(builder.values, Math.max(firstCapacity, at * 2));
  }
  builder.values[at] = value;
  if (!Number.isNaN(timestamp)) setTimestamp(builder, at, timestamp);
  builder.suffixes?.push(suffix);
  builder.rows = at + 1;
}

/**
 * Starts row number `place` of a series with several rows. The first row already has its labels; the others copy them
 * from the previous row, except for the part, which is `part`.
 */
export function startPart(builder: FamilyBuilder, place: number, part: string): void {
  if (place > 0) repeatLabels(builder);
  builder.labelValues[builder.rows * builder.labelNames.length + builder.partColumn] = part;
}

function repeatLabels({ labelValues, labelNames, rows }: FamilyBuilder): void {
  const width = labelNames.length;
  const next = rows * width;
  for (let column = 0; column < width; column += 1) {
    labelValues[next + column] = labelValues[next - width + column] ?? '';
  }
}

function resized(values: Float64Array, length: number): Float64Array {
  const larger = new Float64Array(length);
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

/** Adds the column of a label name that was not known in advance. It is empty in all previous rows. */
export function columnOf(builder: FamilyBuilder, name: string): number {
  const known = builder.labelNames.indexOf(name);
  if (known >= 0) return known;
  const width = builder.labelNames.length;
  const wider: string[] = [];
  for (let row = 0; row <= builder.rows; row += 1) {
    for (let column = 0; column < width; column += 1) {
      wider.push(builder.labelValues[row * width + column] ?? '');
    }
    wider.push('');
  }
  builder.labelValues = wider;
  builder.labelNames.push(name);
  return width;
}

/** The family, or undefined if it has no samples. The builder must not be used afterwards. */
export function buildFamily(builder: FamilyBuilder): MetricFamily | undefined {
  if (builder.rows === 0) return undefined;
  const { definition, rows, suffixes, timestamps, labelNames, labelValues } = builder;
  const { name, help, type, unit } = definition;
  labelValues.length = rows * labelNames.length;
  if (labelNames.length > 1) sortColumns(builder);
  const values = builder.values.length === rows ? builder.values : builder.values.slice(0, rows);
  const family = { name, help, type, labelNames, labelValues: builder.labelValues, values };
  // Most families have no optional columns, and spreading empty objects takes time.
  const hasSuffixes = suffixes?.some((suffix) => suffix !== '') === true;
  if (unit === undefined && !hasSuffixes && timestamps === undefined) return family;
  return {
    ...family,
    ...(unit === undefined ? {} : { unit }),
    ...(hasSuffixes ? { suffixes } : {}),
    ...(timestamps === undefined ? {} : { timestamps: ofRows(timestamps, rows) }),
  };
}

/** Memory may not be reserved for rows after the last one with a timestamp. */
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
