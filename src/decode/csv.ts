import { CsvError, parse } from 'csv-parse/sync';

import { type Budget, spend, unlimited } from '../budget/budget.ts';
import { columnNames, joinHeaders } from './csv-header.ts';
import { DecodeError } from './error.ts';
import { type Oddities, strictly } from './oddities.ts';
import { setOwn } from './own-property.ts';
import { quoteCut } from '../message/cut.ts';

export interface CsvOptions {
  /** Separator between columns; default: `,`, or the character that a first line such as `sep=;` declares. */
  readonly separator?: string | undefined;
  /** Whether the first row holds the column names, or how many rows do; default: one unless `columns` is set. */
  readonly header?: boolean | number | undefined;
  /** The column names in order; with `header`, they replace the names in the document. */
  readonly columns?: readonly string[] | undefined;
  /** Lines to skip before the header, or before the first row if there is no header. */
  readonly skip?: number | undefined;
  /** With a comma, numbers are written as in "1.234,5"; their values become "1234.5". */
  readonly decimal?: '.' | ',' | undefined;
  /** Starts a comment that extends to the end of the line; default: no comments. */
  readonly comment?: string | undefined;
  /** Encloses values that contain separators or line ends, and is doubled to escape itself; default: `"`. */
  readonly quote?: string | undefined;
}

/** A value of this length that consists only of quotes takes 10 ms and cannot be interrupted. */
const maxRowLength = 262_144;

const maxColumns = 10_000;

/** Number of characters that takes about 10 ms to read, whatever rows they form. */
const harmlessLength = 65_536;

const stepsOfRow = 64;
const stepsOfValue = 16;
const manyBadRows = 1000;
/** Creating an error is expensive because it captures a stack. */
const stepsOfProblem = 2000;

/**
 * Reads the rows of a CSV document (RFC 4180) as objects. All values are strings, with surrounding white space trimmed.
 * Empty lines are ignored. Columns without a name are named by position, `column1`, `column2`, and so on. A second
 * column named `a` becomes `a_2`.
 *
 * A row with more or fewer values than there are columns, or with a quote within a value, is left out and noted.
 *
 * @throws DecodeError naming the line if `oddities` refuses such a row, if most rows (so far, or at the end) are
 *   malformed, if a quote is not closed, or if the document is empty; BudgetSpent
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
    // Most rows are malformed: creating a library error for each of the others would take seconds.
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
  // If most rows do not fit, the header was probably misread.
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

/** Turns "1.234,5" into "1234.5"; returns any value that is not a number in this notation unchanged. */
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

/** The line that declares the separator to Excel. */
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
  /** Called between the values of a row, to check limits before the row ends. */
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
      comment_no_infix: true, // so that "disk #1" is read as a value
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: maxRowLength,
      relax_column_count: true, // checked here, so that the message can include both counts
      trim: true,
      skip_empty_lines: true, // otherwise each would create a library error with a stack
      from_line: skipped + 1,
      skip_records_with_error: true,
      ...(mayHaveWideRow(text, quote) && { cast: inRow }),
      on_skip(error) {
        if (!(error instanceof CsvError)) return;
        const line = lastLine;
        // After these errors, the row contains the rest of the document.
        if (isTruncated(error)) throw explain(error, line);
        // The library reports every error of a row.
        const row = faultyLine(error);
        if (row === undefined || row !== lastBad) rows.bad(() => explain(error, line));
        lastBad = row;
      },
      on_record(values: string[], { lines }) {
        add(values, lines);
        return null; // the library then keeps no rows
      },
    });
  } catch (cause) {
    throw cause instanceof CsvError ? explain(cause, lastLine) : cause;
  }
}

/**
 * Whether a row may have so many values that the limits must be checked before its end: one with a long line, or whose
 * quotes may contain line ends. Checking takes a third more time.
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
