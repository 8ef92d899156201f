import { fullYear, monthNumber, secondsOfDate, secondsOfZone } from './date.ts';
import { hourOf, type TimeRead } from './time-text.ts';

/** A compiled strptime format. */
export interface TimeFormat {
  readonly pattern: RegExp;
  /** The directive for each group of the pattern. */
  readonly directives: readonly string[];
}

/** The string is not a valid format for parsing times. */
export class TimeFormatError extends Error {
  override readonly name = 'TimeFormatError';
}

const twoDigits = '(\\d{1,2})';
const monthName = '([A-Za-z]{3,9})';
const dayName = '([A-Za-z]{2,9})';

const directivePatterns: ReadonlyMap<string, string> = new Map([
  ['Y', '(\\d{4})'],
  ['y', '(\\d{2})'],
  ['m', twoDigits],
  ['d', twoDigits],
  ['e', twoDigits],
  ['j', '(\\d{1,3})'],
  ['b', monthName],
  ['B', monthName],
  ['h', monthName],
  ['a', dayName],
  ['A', dayName],
  ['H', twoDigits],
  ['I', twoDigits],
  ['M', twoDigits],
  ['S', twoDigits],
  ['f', '(\\d{1,9})'],
  ['p', '([AaPp])\\.?[Mm]\\.?'],
  ['z', '([Zz]|(?:UTC|GMT)?[+-]\\d{2}(?::?\\d{2})?)'],
  ['Z', '([A-Za-z]{1,5})'],
  ['s', '(-?\\d{1,15}(?:\\.\\d+)?)'],
]);

const abbreviations: ReadonlyMap<string, string> = new Map([
  ['T', '%H:%M:%S'],
  ['R', '%H:%M'],
  ['F', '%Y-%m-%d'],
  ['D', '%m/%d/%y'],
]);

/** Maximum length of a format. */
const longestFormat = 200;

/**
 * Compiles a strptime format. White space in the format matches any amount of white space, including none.
 *
 * @throws TimeFormatError for an unknown or repeated directive, or if no directive gives the year
 */
export function compileTimeFormat(format: string): TimeFormat {
  if (format.length > longestFormat) {
    throw new TimeFormatError(
      `a time format has at most ${longestFormat} characters, but this one has ${format.length}`,
    );
  }
  const full = format.replaceAll(/%([TRFD])/g, (_, name: string) => abbreviations.get(name) ?? '');
  const directives: string[] = [];
  const source = full.replaceAll(/%(.?)|\s+|[^%\s]/gsu, (part, name: string | undefined) => {
    if (name === undefined) return part.trim() === '' ? '\\s*' : escape(part);
    if (name === '%') return '%';
    if (name === 'n' || name === 't') return '\\s*';
    const pattern = directivePatterns.get(name);
    if (pattern === undefined) {
      const known = [...directivePatterns.keys(), ...abbreviations.keys(), '%'];
      throw new TimeFormatError(
        `'${format}' is not a time format: there is no %${name}, only %${known.join(' %')}`,
      );
    }
    // Adjacent directives such as %f%f could divide their digits in too many ways.
    if (directives.includes(name)) {
      throw new TimeFormatError(`'${format}' is not a time format: it has %${name} twice`);
    }
    directives.push(name);
    return pattern;
  });
  if (!directives.some((name) => 'Yys'.includes(name))) {
    throw new TimeFormatError(`'${format}' is not a time format: it needs %Y, %y or %s`);
  }
  const spaced = `\\s*${source}\\s*`.replaceAll(/(?:\\s\*)+/g, '\\s*'); // adjacent ones take quadratic time
  return { pattern: new RegExp(`^${spaced}$`), directives };
}

function escape(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** Parses a time by a format. Undefined if it does not match or the time does not exist. */
export function timeInFormat(
  text: string,
  { pattern, directives }: TimeFormat,
): TimeRead | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const fields = new Map(directives.map((name, index) => [name, match[index + 1] ?? '']));
  const unix = fields.get('s');
  if (unix !== undefined) return { unix: Number(unix) };
  const local = localSeconds(fields);
  const place = fields.get('z') ?? fields.get('Z');
  if (local === undefined) return undefined;
  if (place === undefined) return { local };
  const zone = secondsOfZone(place);
  return zone === undefined ? undefined : { unix: local - zone };
}

function localSeconds(fields: ReadonlyMap<string, string>): number | undefined {
  const name = fields.get('b') ?? fields.get('B') ?? fields.get('h');
  const month = name === undefined ? Number(fields.get('m') ?? 1) : monthNumber(name);
  const hour = hourIn(fields);
  if (month === undefined || hour === undefined) return undefined;
  const year = fullYear(fields.get('Y') ?? fields.get('y') ?? '');
  const dayOfYear = fields.get('j');
  const seconds = secondsOfDate({
    year,
    month: dayOfYear === undefined ? month : 1,
    day: dayOfYear === undefined ? Number(fields.get('d') ?? fields.get('e') ?? 1) : 1,
    hour,
    minute: Number(fields.get('M') ?? 0),
    second: Number(fields.get('S') ?? 0) + Number(`0.${fields.get('f') ?? 0}`),
  });
  if (seconds === undefined || dayOfYear === undefined) return seconds;
  const days = Number(dayOfYear) - 1;
  const isOfYear =
    days >= 0 &&
    days <
      (secondsOfDate({ year, month: 2, day: 29, hour: 0, minute: 0, second: 0 }) === undefined
        ? 365
        : 366);
  return isOfYear ? seconds + days * 86_400 : undefined;
}

function hourIn(fields: ReadonlyMap<string, string>): number | undefined {
  const hour = Number(fields.get('I') ?? fields.get('H') ?? 0);
  const isOfHalf = fields.has('I') && (hour < 1 || hour > 12);
  return isOfHalf ? undefined : hourOf(hour, fields.get('p'));
}
