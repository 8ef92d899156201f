import { type Budget, spend, stepsOf, unlimited } from '../budget/budget.ts';
import { DecodeError } from './error.ts';
import { parseJson } from './json.ts';

/**
 * The values of a document with one JSON value per line, as an array; blank lines are ignored.
 *
 * @throws DecodeError that names the line, for all that is refused in JSON, and for an empty document; BudgetSpent
 */
export function readNdjson(text: string, budget: Budget = unlimited): unknown[] {
  const values: unknown[] = [];
  let number = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end);
    start = end === -1 ? text.length : end + 1;
    number++;
    spend(budget, stepsOfLine + stepsOf(line.length));
    if (line.trim() !== '') values.push(parseLine(line, number, budget));
  }
  if (values.length === 0) throw new DecodeError('NDJSON is empty');
  return values;
}

const stepsOfLine = 8;

function parseLine(line: string, number: number, budget: Budget): unknown {
  try {
    return parseJson(line, Buffer.from(line), budget);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    // The line was read as a document of its own, so that its positions begin with `1:`.
    const message = cause.message.replaceAll(/\bat 1:(?=\d)/g, `at ${number}:`);
    throw new DecodeError(`ND${message}`, { cause });
  }
}
