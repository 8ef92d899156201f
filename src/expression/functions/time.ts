import { ExpressionError } from '../expression.ts';
import { define, type FunctionDefinition } from './function-definition.ts';
import { either, nullable, number, optional, text } from './parameters.ts';
import { remember, spend } from '../evaluation.ts';
import { compileTimeFormat, timeInFormat, TimeFormatError } from './time-format.ts';
import { timeOf, unixSeconds } from './time-text.ts';
import { cut, isNumber } from '../value.ts';

const format = {
  ...text('format'),
  refuse(literal: string): string | undefined {
    return reasonOf(() => compileTimeFormat(literal));
  },
};

/** Longer than any time, so that no pattern takes long. */
const longest = 200;

const stepsOfReading = 20;

/** A document may have a new format for every item. */
const stepsOfCompiling = 2000;

const noTime = 'is not a time of RFC 3339, RFC 2822 or unix; a second argument may give the format';

/** Functions on points in time, which are unix seconds. */
export const timeFunctions: readonly FunctionDefinition[] = [
  define(
    'now',
    [],
    'The time of the collection, in unix seconds.',
    { expression: 'now() - started', document: { started: 1_700_000_000 }, result: 60 },
    ({ run }) => run.scope.now / 1000,
  ),
  define(
    'parse_time',
    [nullable(either(text('time'), number('time'))), optional(format)],
    'Unix seconds of a time: RFC 3339, RFC 2822, unix seconds or milliseconds, or a format of strptime; UTC unless the text has a zone.',
    {
      expression: 'parse_time(at)',
      document: { at: '2026-11-22T09:00:00+01:00' },
      result: 1_795_334_400,
    },
    ({ name, run }, value, written) => {
      if (value === null) return null;
      if (isNumber(value)) return unixSeconds(value);
      const isShort = value.length <= longest;
      if (written === undefined) {
        return (
          (isShort ? timeOf(value) : undefined) ?? refuse(`${name}(): '${cut(value)}' ${noTime}`)
        );
      }
      spend(run, run.timeFormats.has(written) ? stepsOfReading : stepsOfCompiling);
      const reason = reasonOf(() => remember(run.timeFormats, written, compileTimeFormat));
      if (reason !== undefined) return refuse(`${name}(): ${reason}`);
      const compiled = remember(run.timeFormats, written, compileTimeFormat);
      const time = isShort ? timeInFormat(value, compiled) : undefined;
      return time ?? refuse(`${name}(): '${cut(value)}' is not a time of the format '${written}'`);
    },
  ),
];

function refuse(message: string): never {
  throw new ExpressionError(message);
}

function reasonOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    if (error instanceof TimeFormatError) return error.message;
    throw error;
  }
}
