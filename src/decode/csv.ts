import { CsvError, parse } from 'csv-parse/sync';

import { type Budget, spend, unlimited } from '../budget/budget.ts';
import { DecodeError } from './error.ts';
import { quoteCut } from './position.ts';

export interface CsvOptions {
  /** Between the columns; default `,`. */
  readonly separator?: string | undefined;
  /** Whether the first row names the columns; default: when there is no `columns`. */
  readonly header?: boolean | undefined;
  /** The names of the columns, in their order; with `header` they stand in for the names in the document. */
  readonly columns?: readonly string[] | undefined;
  /** What begins a comment, up to the end of its line; default: there are none. */
  readonly comment?: string | undefined;
  /** Around a value that has separators or line ends, twice for itself; default `"`. */
  readonly quote?: string | undefined;
}

const maxRowLength = 1_048_576;

const maxColumns = 10_000;

const stepsOfRow = 64;
const stepsOfValue = 16;

/**
 * The rows of a CSV document (RFC 4180) as objects, all values strings, the space around them cut.
 * Empty lines are ignored. Columns without a name are `column1`, `column2`, ..., by their place.
 *
 * @throws DecodeError that names the line, for a row with more or fewer values than there are columns, a
 * quote that is not closed or within a value, a column that is there twice, and an empty document; BudgetSpent
 */
export function readCsv(
  text: string,
  options: CsvOptions = {},
  budget: Budget = unlimited,
): Record<string, string>[] {
  const hasHeader = options.header ?? options.columns === undefined;
  const rows: Record<string, string>[] = [];
  let names: readonly string[] | undefined;
  eachRow(text, options, (values, line) => {
    spend(budget, stepsOfRow + stepsOfValue * values.length);
    if (values.length === 1 && values[0] === '') return; // a line of two quotes
    if (names === undefined) {
      names = columnNames(options.columns ?? (hasHeader ? values : values.map(() => '')), line);
      if (hasHeader) return;
    }
    rows.push(toRow(names, values, line));
  });
  if (names === undefined) throw new DecodeError('CSV is empty');
  return rows;
}

function toRow(
  names: readonly string[],
  values: readonly string[],
  line: number,
): Record<string, string> {
  if (values.length !== names.length) {
    const found = `${values.length} of them: ${quoteCut(values.join(', '))}`;
    throw problem(line, `expected ${names.length} values as there are columns, found ${found}`);
  }
  return Object.fromEntries(names.map((name, column) => [name, values[column] ?? '']));
}

function columnNames(given: readonly string[], line: number): string[] {
  const names = given.map((name, column) => name || `column${column + 1}`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw problem(line, `the column ${quoteCut(name)} is there twice; name them by \`columns\``);
    }
    seen.add(name);
  }
  return names;
}

function eachRow(
  text: string,
  { separator = ',', comment, quote = '"' }: CsvOptions,
  use: (values: readonly string[], line: number) => void,
): void {
  let lastLine = 0;
  try {
    parse(text, {
      delimiter: separator,
      quote: quote === '' ? null : quote,
      escape: quote === '' ? null : quote,
      comment: comment ?? null,
      comment_no_infix: true, // "disk #1" is a value
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: maxRowLength,
      relax_column_count: true, // counted here, for a message with both counts
      trim: true,
      skip_empty_lines: true, // each would else cost an error of the library, with its stack
      on_record(values: string[], { lines }) {
        lastLine = lines;
        if (values.length > maxColumns) throw problem(lines, `has more than ${maxColumns} values`);
        use(values, lines);
        return null; // so that the library keeps nothing
      },
    });
  } catch (cause) {
    throw cause instanceof CsvError ? explain(cause, lastLine) : cause;
  }
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
  const line = Number(/at line (\d+)/.exec(cause.message)?.[1] ?? lastLine + 1);
  const message = 'a quote within a value; set `quote: ""` where quotes are part of the values';
  return problem(line, message, cause);
}

function problem(line: number, message: string, cause?: unknown): DecodeError {
  return new DecodeError(`CSV at line ${line}: ${message}`, { cause });
}
