import { canonicalNumber, parseLabelNumber } from './number.ts';
import { writeLabelValue, writeNumber, writeText } from './output.ts';
import type { Output } from './output.ts';
import type { Stanza } from './plan.ts';

/** Writes a row up to its number: its name and its labels. */
export function writeSeries(output: Output, { family, wording }: Stanza, row: number): void {
  const { labelValues, suffixes } = family;
  const { opening, closing, brace, labels, numbers } = wording;
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

/** The number and, after a space, the timestamp: in the text formats whole milliseconds, in OpenMetrics seconds. */
export function writeRowNumber(output: Output, { family, wording }: Stanza, row: number): void {
  writeNumber(output, family.values[row] ?? Number.NaN);
  const seconds = family.timestamps?.[row];
  if (seconds === undefined) return;
  const milliseconds = Math.round(seconds * 1000);
  // What is beyond that, or before 1970, some parser refuses, and the page would be lost for one row.
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) return;
  writeText(output, ' ');
  writeNumber(output, wording.syntax === 'text' ? milliseconds : milliseconds / 1000);
}
