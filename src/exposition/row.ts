import { fitsExemplar, type Exemplar } from '../metric/exemplar.ts';
import { writeLabelNames } from './naming.ts';
import { canonicalNumber, parseLabelNumber } from './number.ts';
import { writeLabelValue, writeNumber, writeText, type Output } from './output.ts';
import type { Stanza } from './plan.ts';
import type { FamilyTemplate } from './family-template.ts';

/** Writes a row up to its number: its name and its labels. */
export function writeSeries(output: Output, { family, template }: Stanza, row: number): void {
  const { labelValues, suffixes } = family;
  const { opening, closing, brace, labels, numbers } = template;
  const suffix = suffixes?.[row] ?? '';
  writeText(output, opening);
  if (suffix !== '') writeText(output, suffix);
  if (closing !== '') writeText(output, closing);
  let separator: string = brace;
  for (let column = 0; column < labels.length; column += 1) {
    const value = labelValues[row * labels.length + column] ?? '';
    if (value === '') continue;
    writeText(output, separator);
    writeText(output, labels[column] ?? '');
    writeLabelValue(output, column === numbers ? canonicalLabel(value) : value);
    writeText(output, '"');
    separator = ',';
  }
  writeText(output, separator === '{' ? ' ' : '} ');
}

function canonicalLabel(value: string): string {
  const number = parseLabelNumber(value);
  return number === undefined ? value : canonicalNumber(number);
}

/** The value, and the timestamp and exemplar that may follow. */
export function writeRowNumber(output: Output, { family, template }: Stanza, row: number): void {
  const { values, timestamps, exemplars, suffixes } = family;
  writeNumber(output, values[row] ?? Number.NaN);
  if (timestamps !== undefined) writeTime(output, timestamps[row] ?? Number.NaN, template.syntax);
  const exemplar = exemplars?.[row];
  if (exemplar === undefined || template.exemplarSuffix !== (suffixes?.[row] ?? '')) return;
  writeExemplar(output, exemplar, template);
}

/** A timestamp after a space: in the text formats whole milliseconds, in OpenMetrics seconds. */
function writeTime(output: Output, seconds: number, syntax: FamilyTemplate['syntax']): void {
  const milliseconds = Math.round(seconds * 1000);
  // Some parsers reject the whole page for a timestamp beyond that range or before 1970.
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) return;
  writeText(output, ' ');
  writeNumber(output, syntax === 'text' ? milliseconds : milliseconds / 1000);
}

/** An exemplar, or nothing if some parser would reject the page because of it. */
function writeExemplar(
  output: Output,
  { labelNames, labelValues, value, timestamp }: Exemplar,
  { syntax, escaping }: FamilyTemplate,
): void {
  const names = writeLabelNames(labelNames, escaping);
  if (!isReadable([...(escaping === 'allow-utf-8' ? labelNames : names), ...labelValues])) return;
  writeText(output, ' # {');
  let separator = '';
  for (let index = 0; index < names.length; index += 1) {
    writeText(output, separator);
    writeText(output, names[index] ?? '');
    writeText(output, '="');
    writeLabelValue(output, labelValues[index] ?? '');
    separator = '",';
  }
  writeText(output, separator === '' ? '} ' : '"} ');
  writeNumber(output, value);
  writeTime(output, timestamp, syntax);
}

/** Prometheus rejects NUL in an exemplar, and the Python client a quotation mark, though both accept them in a label. */
function isReadable(texts: readonly string[]): boolean {
  return fitsExemplar(texts) && !texts.some((text) => text.includes('\0') || text.includes('"'));
}
