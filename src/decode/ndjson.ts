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
  const values: unknown[] = [];
  let firstProblem: DecodeError | undefined;
  let number = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end);
    start = end === -1 ? text.length : end + 1;
    number += 1;
    spend(budget, stepsOfLine + stepsOf(line.length));
    if (line.trim() === '') continue;
    try {
      values.push(parseLine(line, number, budget, oddities));
    } catch (problem) {
      if (!(problem instanceof DecodeError)) throw problem;
      spend(budget, stepsOfProblem);
      firstProblem ??= problem;
      oddities.note('bad_row', () => problem);
    }
  }
  if (values.length === 0) throw firstProblem ?? new DecodeError('NDJSON is empty');
  return values;
}

const stepsOfLine = 8;
/** Creating an error is expensive because it captures a stack. */
const stepsOfProblem = 2000;

function parseLine(line: string, number: number, budget: Budget, oddities: Oddities): unknown {
  try {
    return parseJson(line, Buffer.from(line), budget, withLine(oddities, number));
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw atLine(cause, number);
  }
}

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
