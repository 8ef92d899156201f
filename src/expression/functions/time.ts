import { ExpressionError } from '../expression.ts';
import { define, type Call, type FunctionDefinition } from './function-definition.ts';
import { either, nullable, number, optional, text } from './parameters.ts';
import { cached, spend } from '../evaluation.ts';
import { compileTimeFormat, timeInFormat, TimeFormatError } from './time-format.ts';
import { compactDate, timeOf, unixSeconds, type TimeRead } from './time-text.ts';
import { createZone, secondsInZone, ZoneError } from './zone.ts';
import { cut } from '../../message/cut.ts';
import { isNumber } from '../value.ts';

const formatOrZone = {
  ...text('format'),
  refuse(literal: string): string | undefined {
    return reasonOf(() => (isZone(literal) ? createZone(literal) : compileTimeFormat(literal)));
  },
};

const zoneName = {
  ...text('zone'),
  refuse(literal: string): string | undefined {
    return reasonOf(() => createZone(literal));
  },
};

/** Longer than any time; limits the time of the patterns. */
const longest = 200;

const stepsOfReading = 20;

/** Cost of compiling; a document may contain a new format or zone for every item. */
const stepsOfCompiling = 2000;

/** Cost of a zone lookup: usually low, higher for a day that has not been looked up. */
const stepsOfZone = 100;

const noTime =
  'is not a time of RFC 3339, RFC 2822, asctime or unix; a second argument may give the format';

/** Functions on points in time, given in unix seconds. */
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
    [nullable(either(text('time'), number('time'))), optional(formatOrZone), optional(zoneName)],
    'Unix seconds of a time: RFC 3339, RFC 2822 and HTTP dates, asctime, unix seconds or milliseconds, or a format of strptime. A string without a time zone is read as UTC, or as local time in the given zone, such as Europe/Berlin. The zone may also be the second argument. Dates in digits only (20190520) need a format.',
    {
      expression: 'parse_time(at)',
      document: { at: '2026-11-22T09:00:00+01:00' },
      result: 1_795_334_400,
    },
    (call, value, second, third) => {
      if (value === null) return null;
      const hasZoneOnly = second !== undefined && third === undefined && isZone(second);
      const written = hasZoneOnly ? undefined : second;
      const zone = hasZoneOnly ? second : third;
      if (isNumber(value) && written === undefined) {
        const refused = compactDate(String(value));
        return refused === undefined ? unixSeconds(value) : refuse(call, value, refused);
      }
      const time =
        written === undefined ? readPlain(String(value)) : readBy(call, String(value), written);
      if (time === undefined) {
        const reason = written === undefined ? noTime : `is not a time of the format '${written}'`;
        return refuse(call, value, reason);
      }
      if ('refused' in time) return refuse(call, value, time.refused);
      if ('unix' in time) return time.unix;
      return zone === undefined ? time.local : inZone(call, time.local, zone);
    },
  ),
];

function readPlain(value: string): TimeRead | undefined {
  return value.length <= longest ? timeOf(value) : undefined;
}

function readBy({ name, run }: Call, value: string, written: string): TimeRead | undefined {
  spend(run, run.timeFormats.has(written) ? stepsOfReading : stepsOfCompiling);
  const reason = reasonOf(() => cached(run.timeFormats, written, compileTimeFormat));
  if (reason !== undefined) throw new ExpressionError(`${name}(): ${reason}`);
  const compiled = cached(run.timeFormats, written, compileTimeFormat);
  return value.length <= longest ? timeInFormat(value, compiled) : undefined;
}

function inZone({ name, run }: Call, local: number, written: string): number {
  spend(run, run.zones.has(written) ? stepsOfZone : stepsOfCompiling);
  try {
    return secondsInZone(local, cached(run.zones, written, createZone));
  } catch (error) {
    if (!(error instanceof ZoneError)) throw error;
    throw new ExpressionError(`${name}(): ${error.message}`, { cause: error });
  }
}

/** A format contains directives; a zone does not. */
function isZone(written: string): boolean {
  return !written.includes('%') && /^[A-Za-z]/.test(written);
}

function refuse({ name }: Call, value: string | number | bigint, reason: string): never {
  throw new ExpressionError(`${name}(): '${cut(String(value), 60)}' ${reason}`);
}

function reasonOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    if (error instanceof TimeFormatError || error instanceof ZoneError) return error.message;
    throw error;
  }
}
