interface Unit {
  readonly seconds: number;
  /** How many of the unit the seconds are, so that 250 ms is 250 / 1000 and not 250 * 0.001. */
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
  ['y year years', 31_536_000, 1],
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
 * The seconds of a duration: "1h20m", "1 hour, 20 minutes", "250ms", ISO 8601 "P1DT2H", a clock
 * "01:02:03" with or without days before it, or a bare number, which is seconds. A year has 365 days;
 * a month of ISO 8601 has no fixed length and is refused. Undefined when the text is no duration.
 */
export function durationSeconds(text: string): number | undefined {
  const trimmed = text.trim();
  const isNegative = trimmed.startsWith('-');
  const unsigned = trimmed.replace(/^[+-]\s*/, '');
  const seconds = unsigned.startsWith('P') ? isoDuration(unsigned) : plainDuration(unsigned);
  return seconds === undefined || !isNegative ? seconds : -seconds;
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
  const clock = /^(.*?)(?:(?<=^|[\s,.])(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?))?$/s.exec(text);
  const [, before = '', hours, minutes, seconds] = clock ?? [];
  const ofClock =
    hours === undefined ? 0 : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const ofUnits = sumOfUnits(before, hours !== undefined);
  return ofUnits === undefined ? undefined : ofUnits + ofClock;
}

const component = /(?:\s*,\s*|\s+and\s+|\s*)(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Zµμ]+)/guy;

/** `3 days, 2h`; before a clock it may be empty, or a number of days as .NET has it. */
function sumOfUnits(text: string, isBeforeClock: boolean): number | undefined {
  if (isBeforeClock) {
    const days = /^(?:(\d+)[.\s])?$/.exec(text);
    if (days !== null) return Number(days[1] ?? 0) * 86_400;
  }
  const units = isBeforeClock ? text.replace(/(?:,|(?<![\s,]))\s*$/, '') : text;
  let sum = 0;
  let end = 0;
  for (const match of units.matchAll(component)) {
    const unit = unitOf(match[2] ?? '');
    if (unit === undefined) return undefined;
    sum += (Number(match[1]) * unit.seconds) / unit.per;
    end += match[0].length;
  }
  return end === units.length && end > 0 ? sum : undefined;
}

/** Words have no case, single letters do: M is a month to some. */
function unitOf(name: string): Unit | undefined {
  return (
    unitsByName.get(name) ?? (name.length > 2 ? unitsByName.get(name.toLowerCase()) : undefined)
  );
}

function decimal(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
