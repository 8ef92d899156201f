import { type Budget, spend, stepsOf, unlimited } from '../budget/budget.ts';
import { DecodeError } from './error.ts';
import { parseJson } from './json.ts';
import { type Oddities, strictly } from './oddities.ts';

/**
 * Reads a document with one JSON value per line as an array; blank lines are ignored.
 *
 * @throws DecodeError naming the line if `oddities` refuses a line that is not JSON, or if no line is JSON; also for an
 *   empty document; BudgetSpent
 */
export function readNdjson(
  text: string,
  budget: Budget = unlimited,
  oddities: Oddities = strictly,
): unknown[] {
  const { stackTraceLimit } = Error;
  // Only the first problem is described; capturing a stack for each line takes most of the time of a malformed document.
  Error.stackTraceLimit = 0;
  try {
    return readLines(text, budget, oddities);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function readLines(text: string, budget: Budget, oddities: Oddities): unknown[] {
  const values: unknown[] = [];
  let firstProblem: DecodeError | undefined;
  let number = 0;
  let bad = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end);
    start = end === -1 ? text.length : end + 1;
    number += 1;
    spend(budget, stepsOfLine + stepsOf(line.length));
    if (line.trim() === '') continue;
    try {
      values.push(parseJson(line, Buffer.from(line), budget, withLine(oddities, number)));
    } catch (cause) {
      if (!(cause instanceof DecodeError)) throw cause;
      spend(budget, stepsOfProblem);
      firstProblem ??= atLine(cause, number);
      const problem = firstProblem;
      bad += 1;
      // Most lines are malformed: creating an error for each of the others would take too long.
      if (bad > values.length + manyBadLines) throw tooManyBad(firstProblem);
      oddities.note('bad_row', () => problem);
    }
  }
  if (values.length === 0) throw firstProblem ?? new DecodeError('NDJSON is empty');
  return values;
}

function tooManyBad(cause: DecodeError): DecodeError {
  const count = `more than ${manyBadLines} malformed lines, and more than good ones`;
  return new DecodeError(`NDJSON has ${count}; the first: ${cause.message}`, { cause });
}

const manyBadLines = 1000;
const stepsOfLine = 8;
/** Creating an error is expensive because it captures a stack. */
const stepsOfProblem = 2000;

/** Each line is read as a separate document. */
function withLine(oddities: Oddities, number: number): Oddities {
  return { note: (reason, problem) => oddities.note(reason, () => atLine(problem(), number)) };
}

function atLine(cause: DecodeError, number: number): DecodeError {
  if (cause.message.startsWith('ND')) return cause;
  // Positions within the line begin with `1:`.
  const message = cause.message.replaceAll(/\bat 1:(?=\d)/g, `at ${number}:`);
  return new DecodeError(`ND${message}`, { cause });
}
