interface Unit {
  readonly seconds: number;
  /** Divisor of the seconds, so that 250 ms is 250 / 1000 and not 250 * 0.001. */
  readonly per: number;
}

const spellings: readonly (readonly [string, number, number])[] = [
  ['ns nanosecond nanoseconds', 1, 1e9],
  ['us µs μs microsecond microseconds', 1, 1e6],
  ['ms msec msecs millisecond milliseconds', 1, 1000],
  ['s sec secs second seconds', 1, 1],
  ['m min mins minute minutes', 60, 1],
  ['h hr hrs hour hours', 3600, 1],
  ['d day days', 86_400, 1],
  ['w week weeks', 604_800, 1],
  ['y yr yrs year years', 31_536_000, 1],
];

const unitsByName: ReadonlyMap<string, Unit> = new Map(
  spellings.flatMap(([names, seconds, per]) =>
    names.split(' ').map((name) => [name, { seconds, per }] as const),
  ),
);

const isoForm =
  /^P(?=[\d+\-T])(?:([+-]?[\d.,]+)Y)?(?:([+-]?[\d.,]+)W)?(?:([+-]?[\d.,]+)D)?(?:T(?=[\d+-])(?:([+-]?[\d.,]+)H)?(?:([+-]?[\d.,]+)M)?(?:([+-]?[\d.,]+)S)?)?$/;
const isoSeconds: readonly number[] = [31_536_000, 604_800, 86_400, 3600, 60, 1];

/**
 * The seconds of a duration: "1h20m", "1 hour, 20 minutes", "250ms", ISO 8601 "P1DT2H", a clock "01:02:03" with or
 * without days before it ("3 days, 2:17", "13T22:49:09", "12-03:04:05"), the output of `uptime`, or a bare number of
 * seconds. Units must be in descending order. A year has 365 days; months are refused because their length varies.
 * Undefined if the text is not a duration.
 */
export function durationSeconds(text: string): number | undefined {
  const trimmed = withoutUptime(text.trim());
  const isNegative = trimmed.startsWith('-');
  const unsigned = trimmed.replace(/^[+-]\s*/, '');
  const seconds = /^P/i.test(unsigned)
    ? isoDuration(unsigned.toUpperCase())
    : plainDuration(unsigned);
  return seconds === undefined || !isNegative ? seconds : -seconds;
}

/** Extracts the duration from " 10:14:02 up 3 days,  2:17,  1 user,  load average: ..." and from SNMP Timeticks. */
function withoutUptime(text: string): string {
  const up = /^(?:\d{1,2}:\d{2}(?::\d{2})?\s+)?up\s+(.*)$/is.exec(text)?.[1];
  if (up !== undefined) {
    const part = up.replace(/,\s*\d+ users?(?:,.*)?$/s, '');
    // `uptime` prints hours and minutes, but a clock alone could also be minutes and seconds.
    return /^\d+:[0-5]\d$/.test(part) ? `${part}:00` : part;
  }
  return text.replace(/^(?:Timeticks:\s*)?\(\d+\)\s*/, '');
}

function isoDuration(text: string): number | undefined {
  const match = isoForm.exec(text);
  if (match === null) return undefined;
  let sum = 0;
  for (const [index, seconds] of isoSeconds.entries()) {
    const amount = decimal((match[index + 1] ?? '0').replace(',', '.'));
    if (amount === undefined) return undefined;
    sum += amount * seconds;
  }
  return sum;
}

function plainDuration(text: string): number | undefined {
  if (text === '' || text.startsWith(',')) return undefined;
  const bare = decimal(text);
  if (bare !== undefined) return bare;
  const clock = clockAtEnd(text);
  if (clock === undefined) return sumOfUnits(text);
  if (clock.before === '') return clock.isWithoutSeconds ? undefined : clock.seconds;
  const days = /^(\d+)(?:[.\s:T+-]|,\s)$/.exec(clock.before)?.[1];
  if (days !== undefined) {
    const isAmbiguous = clock.isWithoutSeconds || (clock.hours > 23 && clock.before.endsWith(':'));
    return isAmbiguous ? undefined : Number(days) * 86_400 + clock.seconds;
  }
  const ofUnits = /[\s,]$/.test(clock.before)
    ? sumOfUnits(clock.before.replace(/(?:,|(?<![\s,]))\s*$/, ''), 86_400)
    : undefined;
  return ofUnits === undefined ? undefined : ofUnits + clock.seconds;
}

interface Clock {
  readonly before: string;
  readonly hours: number;
  readonly seconds: number;
  readonly isWithoutSeconds: boolean;
}

/** "01:02:03" or, after days, "2:17", at the end of a text. */
function clockAtEnd(text: string): Clock | undefined {
  const match = /(?:(?<=^|[\s,.:T+-]))(\d+):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?$/.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds] = match;
  // The first match of "1:02:03" is the whole clock; "1:2:03:04" is not a clock.
  return {
    before: text.slice(0, match.index),
    hours: Number(hours),
    seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0),
    isWithoutSeconds: seconds === undefined,
  };
}

const component = /(?:\s*,\s*|\s+and\s+|\s*)(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Zµμ]+)/guy;

/** Sums units such as `3 days, 2h`. @param least the smallest unit allowed, in seconds */
function sumOfUnits(text: string, least = 0): number | undefined {
  let sum = 0;
  let end = 0;
  let previous = Infinity;
  for (const match of text.matchAll(component)) {
    const unit = unitOf(match[2] ?? '');
    if (unit === undefined) return undefined;
    const size = unit.seconds / unit.per;
    // The m in "1y1m1d" and "1y1m" is a month; "5m 5m" is ambiguous.
    const isMonth = match[2] === 'm' && previous >= 604_800 && previous < Infinity;
    if (isMonth || size >= previous || size < least) return undefined;
    previous = size;
    sum += (Number(match[1]) * unit.seconds) / unit.per;
    end += match[0].length;
  }
  return end === text.length && end > 0 ? sum : undefined;
}

/** Words are not case-sensitive, but single letters are: M may mean a month. */
function unitOf(name: string): Unit | undefined {
  return (
    unitsByName.get(name) ?? (name.length > 2 ? unitsByName.get(name.toLowerCase()) : undefined)
  );
}

function decimal(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
