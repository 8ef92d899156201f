import { CsvError, parse } from 'csv-parse/sync';

import { type Budget, spend, unlimited } from '../budget/budget.ts';
import { columnNames, joinHeaders } from './csv-header.ts';
import { DecodeError } from './error.ts';
import { type Oddities, strictly } from './oddities.ts';
import { setOwn } from './own-property.ts';
import { quoteCut } from '../message/cut.ts';

export interface CsvOptions {
  /** Between the columns; default `,`, or what a first line such as `sep=;` says. */
  readonly separator?: string | undefined;
  /** Whether the first row names the columns, or how many rows do; default: one when there is no `columns`. */
  readonly header?: boolean | number | undefined;
  /** The names of the columns, in their order; with `header` they stand in for the names in the document. */
  readonly columns?: readonly string[] | undefined;
  /** Lines before the header, or before the first row. */
  readonly skip?: number | undefined;
  /** With a comma numbers are written as in "1.234,5"; their values are then "1234.5". */
  readonly decimal?: '.' | ',' | undefined;
  /** What begins a comment, up to the end of its line; default: there are none. */
  readonly comment?: string | undefined;
  /** Around a value that has separators or line ends, twice for itself; default `"`. */
  readonly quote?: string | undefined;
}

/** Of which one value that is all quotes takes 10 ms, and nothing can interrupt it. */
const maxRowLength = 262_144;

const maxColumns = 10_000;

/** Characters that are read in some 10 ms, whatever rows they make. */
const harmlessLength = 65_536;

const stepsOfRow = 64;
const stepsOfValue = 16;
const manyBadRows = 1000;
/** An error takes its stack. */
const stepsOfProblem = 2000;

/**
 * The rows of a CSV document (RFC 4180) as objects, all values strings, the space around them cut.
 * Empty lines are ignored. Columns without a name are `column1`, `column2`, ..., by their place, and the second of
 * two that are called `a` is `a_2`.
 *
 * A row with more or fewer values than there are columns, or with a quote within a value, is left out and noted.
 *
 * @throws DecodeError that names the line, for such a row where `oddities` refuses it or most rows are so, at the end or so far, for a quote
 * that is not closed, and for an empty document; BudgetSpent
 */
export function readCsv(
  text: string,
  options: CsvOptions = {},
  budget: Budget = unlimited,
  oddities: Oddities = strictly,
): Record<string, string>[] {
  const { columns, decimal } = options;
  const headerRows = Number(options.header ?? columns === undefined);
  const rows: Record<string, string>[] = [];
  const headers: (readonly string[])[] = [];
  let names: readonly string[] | undefined;
  let bad = 0;
  let firstProblem: DecodeError | undefined;
  const refuse = (found: () => DecodeError) => {
    spend(budget, stepsOfProblem);
    bad += 1;
    firstProblem ??= found();
    oddities.note('bad_row', found);
    // Most of them are, then: an error of the library for each of the others would take seconds.
    if (bad > rows.length + manyBadRows) throw firstProblem;
  };
  eachRow(text, options, budget, {
    row(values, line) {
      spend(budget, stepsOfRow + stepsOfValue * values.length);
      if (headers.length < headerRows) headers.push(values);
      const isHeader = headers.length <= headerRows && names === undefined && headerRows > 0;
      if (names === undefined && headers.length === headerRows) {
        const given = columns ?? (headerRows > 0 ? joinHeaders(headers) : values.map(() => ''));
        names = columnNames(given, (message) => {
          oddities.note('duplicate_key', () => problem(line, message));
        });
      }
      const columnsOf = names;
      if (isHeader || columnsOf === undefined) return;
      if (values.length === columnsOf.length) rows.push(toRow(columnsOf, values, decimal));
      else refuse(() => unequal(columnsOf, values, line));
    },
    bad: refuse,
  });
  if (names === undefined) throw firstProblem ?? new DecodeError('CSV is empty');
  // Then it is not the rows that are bad, but what was taken for the names of the columns.
  if (firstProblem !== undefined && bad > rows.length) throw firstProblem;
  return rows;
}

function toRow(
  names: readonly string[],
  values: readonly string[],
  decimal: string | undefined,
): Record<string, string> {
  const row: Record<string, string> = {};
  for (const [column, name] of names.entries()) {
    const value = values[column] ?? '';
    setOwn(row, name, decimal === ',' ? withPoint(value) : value);
  }
  return row;
}

/** "1.234,5" as "1234.5"; what is no number with a comma or with points between groups stays. */
function withPoint(value: string): string {
  return value.length < 100 &&
    /^[+-]?(?:\d{1,3}(?:[.\u00a0\u202f ]\d{3})+|\d+)(?:,\d+)?$/.test(value)
    ? value.replaceAll(/[.\u00a0\u202f ]/g, '').replace(',', '.')
    : value;
}

function unequal(names: readonly string[], values: readonly string[], line: number): DecodeError {
  const found = `${values.length} of them: ${quoteCut(values.join(', '))}`;
  const advice =
    values.length > names.length ? '; set `skip` where lines stand before the header' : '';
  return problem(
    line,
    `expected ${names.length} values as there are columns, found ${found}${advice}`,
  );
}

interface Rows {
  row(values: readonly string[], line: number): void;
  bad(problem: () => DecodeError): void;
}

function checkWidth(width: number, line: number): void {
  if (width > maxColumns) throw problem(line, `has more than ${maxColumns} values`);
}

/** The line that tells Excel what is between the columns. */
const separatorLine = /^sep=([^\r\n])\r?\n/i;

function eachRow(
  text: string,
  { separator, comment, skip = 0, quote = '"' }: CsvOptions,
  budget: Budget,
  rows: Rows,
): void {
  let lastLine = 0;
  let lastBad: number | undefined;
  const said = separatorLine.exec(text);
  const skipped = skip + (said === null ? 0 : 1);
  const add = (values: readonly string[], line: number) => {
    lastLine = line;
    checkWidth(values.length, line);
    rows.row(values, line);
  };
  /** Called between the values of a row, for the limits that cannot wait for its end. */
  const inRow = (value: string, { index, lines }: { index: number; lines: number }) => {
    spend(budget, stepsOfValue);
    checkWidth(index + 1, lines);
    return value;
  };
  try {
    parse(text, {
      delimiter: said?.[1] ?? separator ?? ',',
      quote: quote === '' ? null : quote,
      escape: quote === '' ? null : quote,
      comment: comment ?? null,
      comment_no_infix: true, // "disk #1" is a value
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: maxRowLength,
      relax_column_count: true, // counted here, for a message with both counts
      trim: true,
      skip_empty_lines: true, // each would else cost an error of the library, with its stack
      from_line: skipped + 1,
      skip_records_with_error: true,
      ...(mayHaveWideRow(text, quote) && { cast: inRow }),
      on_skip(error) {
        if (!(error instanceof CsvError)) return;
        const line = lastLine;
        // Of these the rest of the document is in the row.
        if (isTruncated(error)) throw explain(error, line);
        // The library tells of each fault of a row.
        const row = faultyLine(error);
        if (row === undefined || row !== lastBad) rows.bad(() => explain(error, line));
        lastBad = row;
      },
      on_record(values: string[], { lines }) {
        add(values, lines);
        return null; // so that the library keeps nothing
      },
    });
  } catch (cause) {
    throw cause instanceof CsvError ? explain(cause, lastLine) : cause;
  }
}

/**
 * Whether a row may have so many values that it has to be looked into before its end, which takes a third more time:
 * one with a line of many characters, or whose quotes may contain line ends.
 */
function mayHaveWideRow(text: string, quote: string): boolean {
  if (text.length <= harmlessLength) return false;
  if (quote !== '' && text.includes(quote)) return true;
  for (let start = 0; start + maxColumns < text.length;) {
    const end = text.lastIndexOf('\n', start + maxColumns);
    if (end < start) return true;
    start = end + 1;
  }
  return false;
}

function isTruncated({ code }: CsvError): boolean {
  return code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE';
}

function explain(cause: CsvError, lastLine: number): DecodeError {
  const row = lastLine === 0 ? 'the first row' : `the row after line ${lastLine}`;
  if (cause.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new DecodeError(`CSV is truncated: it ends within a quoted value of ${row}`, { cause });
  }
  if (cause.code === 'CSV_MAX_RECORD_SIZE') {
    const message = `${row} has more than ${maxRowLength} characters, a quote may be missing in it`;
    return new DecodeError(`CSV: ${message}`, { cause });
  }
  const line = faultyLine(cause) ?? lastLine + 1;
  const message = 'a quote within a value; set `quote: ""` where quotes are part of the values';
  return problem(line, message, cause);
}

function problem(line: number, message: string, cause?: unknown): DecodeError {
  return new DecodeError(`CSV at line ${line}: ${message}`, { cause });
}

function faultyLine({ message }: CsvError): number | undefined {
  const line = /at line (\d+)/.exec(message)?.[1];
  return line === undefined ? undefined : Number(line);
}
