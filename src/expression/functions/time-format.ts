import { monthNumber, secondsOfDate, secondsOfZone } from './date.ts';

/** A format of strptime, ready to read a time. */
export interface TimeFormat {
  readonly pattern: RegExp;
  /** The directive of each group of the pattern. */
  readonly directives: readonly string[];
}

/** The string is not a format that times can be read by. */
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
  ['z', '([Zz]|[+-]\\d{2}(?::?\\d{2})?)'],
  ['Z', '([A-Za-z]{1,5})'],
  ['s', '(-?\\d{1,15}(?:\\.\\d+)?)'],
]);

const abbreviations: ReadonlyMap<string, string> = new Map([
  ['T', '%H:%M:%S'],
  ['R', '%H:%M'],
  ['F', '%Y-%m-%d'],
  ['D', '%m/%d/%y'],
]);

/** Characters of a format. */
const longestFormat = 200;

/**
 * Compiles a format of strptime. White space of the format stands for any, or none.
 *
 * @throws TimeFormatError for a directive that is not known or is there twice, or when nothing gives the year
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
    // Neighbours such as %f%f could share their digits in more ways than can be tried.
    if (directives.includes(name)) {
      throw new TimeFormatError(`'${format}' is not a time format: it has %${name} twice`);
    }
    directives.push(name);
    return pattern;
  });
  if (!directives.some((name) => 'Yys'.includes(name))) {
    throw new TimeFormatError(`'${format}' is not a time format: it needs %Y, %y or %s`);
  }
  const spaced = `\\s*${source}\\s*`.replaceAll(/(?:\\s\*)+/g, '\\s*'); // one after the other they are quadratic
  return { pattern: new RegExp(`^${spaced}$`), directives };
}

function escape(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** Unix seconds of a time in a format; UTC unless it gives a zone. Undefined when it does not match. */
export function timeInFormat(
  text: string,
  { pattern, directives }: TimeFormat,
): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const fields = new Map(directives.map((name, index) => [name, match[index + 1] ?? '']));
  const unix = fields.get('s');
  if (unix !== undefined) return Number(unix);
  const zone = secondsOfZone(fields.get('z') ?? fields.get('Z') ?? 'Z');
  const local = localSeconds(fields);
  return zone === undefined || local === undefined ? undefined : local - zone;
}

function localSeconds(fields: ReadonlyMap<string, string>): number | undefined {
  const name = fields.get('b') ?? fields.get('B') ?? fields.get('h');
  const month = name === undefined ? Number(fields.get('m') ?? 1) : monthNumber(name);
  const hour = hourOf(fields);
  if (month === undefined || hour === undefined) return undefined;
  const dayOfYear = fields.get('j');
  const seconds = secondsOfDate({
    year: yearOf(fields),
    month: dayOfYear === undefined ? month : 1,
    day: dayOfYear === undefined ? Number(fields.get('d') ?? fields.get('e') ?? 1) : 1,
    hour,
    minute: Number(fields.get('M') ?? 0),
    second: Number(fields.get('S') ?? 0) + Number(`0.${fields.get('f') ?? 0}`),
  });
  return seconds === undefined ? undefined : seconds + (Number(dayOfYear ?? 1) - 1) * 86_400;
}

/** Of two digits, 69 and more are the last century, as strptime has it. */
function yearOf(fields: ReadonlyMap<string, string>): number {
  const full = fields.get('Y');
  if (full !== undefined) return Number(full);
  const short = Number(fields.get('y'));
  return short < 69 ? 2000 + short : 1900 + short;
}

function hourOf(fields: ReadonlyMap<string, string>): number | undefined {
  const half = fields.get('p')?.toLowerCase();
  const hour = Number(fields.get('I') ?? fields.get('H') ?? 0);
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}
