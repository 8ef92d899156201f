/** Formats a part of a time; the offset of the zone is in seconds east of Greenwich. */
type Write = (local: Date, offset: number) => string;

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

const two = (value: number) => String(value).padStart(2, '0');

function zone(offset: number, separator: string): string {
  const minutes = Math.abs(Math.trunc(offset / 60));
  return `${offset < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}${separator}${two(minutes % 60)}`;
}

/** Directives by name. */
const directives: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['Y', (at) => String(at.getUTCFullYear()).padStart(4, '0')],
  ['y', (at) => two(at.getUTCFullYear() % 100)],
  ['m', (at) => two(at.getUTCMonth() + 1)],
  ['d', (at) => two(at.getUTCDate())],
  ['e', (at) => String(at.getUTCDate()).padStart(2, ' ')],
  ['j', (at) => String(dayOfYear(at)).padStart(3, '0')],
  ['H', (at) => two(at.getUTCHours())],
  ['I', (at) => two(at.getUTCHours() % 12 || 12)],
  ['M', (at) => two(at.getUTCMinutes())],
  ['S', (at) => two(at.getUTCSeconds())],
  ['f', (at) => String(at.getUTCMilliseconds()).padStart(3, '0').padEnd(6, '0')],
  ['L', (at) => String(at.getUTCMilliseconds()).padStart(3, '0')],
  ['p', (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['a', (at) => (days[at.getUTCDay()] ?? '').slice(0, 3)],
  ['A', (at) => days[at.getUTCDay()] ?? ''],
  ['b', (at) => (months[at.getUTCMonth()] ?? '').slice(0, 3)],
  ['B', (at) => months[at.getUTCMonth()] ?? ''],
  ['u', (at) => String(at.getUTCDay() || 7)],
  ['w', (at) => String(at.getUTCDay())],
  ['z', (_, offset) => zone(offset, '')],
  [':z', (_, offset) => zone(offset, ':')],
  ['s', (at, offset) => String(Math.floor(at.getTime() / 1000) - offset)],
  ['%', () => '%'],
]);

const abbreviations: ReadonlyMap<string, string> = new Map([
  ['T', '%H:%M:%S'],
  ['R', '%H:%M'],
  ['F', '%Y-%m-%d'],
  ['D', '%m/%d/%y'],
]);

const longestFormat = 200;

/**
 * Compiles a strftime format.
 *
 * @returns a function of unix milliseconds and the zone's offset in seconds
 * @throws Error for an unknown directive
 */
export function compileStrftime(format: string): (ms: number, offset: number) => string {
  if (format.length > longestFormat) {
    throw new Error(`the format has ${format.length} characters, more than ${longestFormat}`);
  }
  const full = format.replaceAll(/%([TRFD])/g, (_, name: string) => abbreviations.get(name) ?? '');
  const parts = [...full.matchAll(/%(:?.?)|[^%]+/gsu)].map(([text, name]): Write => {
    if (name === undefined) return () => text;
    const write = directives.get(name);
    if (write !== undefined) return write;
    const known = [...directives.keys(), ...abbreviations.keys()].join(' %');
    throw new Error(`there is no ${text} in a time format, only %${known}`);
  });
  return (ms, offset) => {
    const local = new Date(ms + offset * 1000);
    return parts.map((write) => write(local, offset)).join('');
  };
}

function dayOfYear(at: Date): number {
  const midnight = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
  return (midnight - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000 + 1;
}
