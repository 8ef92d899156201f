import { monthNumber, secondsOfDate, secondsOfZone } from './date.ts';

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})(?:(?:[Tt]|\s+)(\d{2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?(?:\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2}))?(?:\s*(?:UTC|GMT))?)?$/i;

const rfc2822 =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]([a-z]{3,9})[\s-](\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(?:\s*([+-]\d{4}|[a-z]{1,3}))?(?:\s*\([^)]*\))?$/i;

/**
 * Unix seconds of a point in time: RFC 3339 (a date alone is its midnight), RFC 2822 and HTTP dates, or
 * unix time in digits. UTC when no zone is given. Undefined when the text is none of these.
 */
export function timeOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?\d+(?:\.\d+)?$/.test(trimmed)) return unixSeconds(Number(trimmed));
  const date = rfc3339.exec(trimmed);
  if (date !== null) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', zone = 'Z'] = date;
    return combine(
      [Number(year), Number(month), Number(day), Number(hour), Number(minute)],
      second,
      zone,
    );
  }
  const [, day, monthName = '', year, hour, minute, second = '0', zone = 'Z'] =
    rfc2822.exec(trimmed) ?? [];
  const month = monthNumber(monthName);
  if (month === undefined) return undefined;
  return combine([Number(year), month, Number(day), Number(hour), Number(minute)], second, zone);
}

function combine(
  [year, month, day, hour, minute]: readonly [number, number, number, number, number],
  second: string,
  zone: string,
): number | undefined {
  const local = secondsOfDate({
    year,
    month,
    day,
    hour,
    minute,
    second: Number(second.replace(',', '.')),
  });
  const offset = secondsOfZone(zone);
  return local === undefined || offset === undefined ? undefined : local - offset;
}

/**
 * Seconds of a unix time in seconds, milliseconds, micro- or nanoseconds, told apart by their size:
 * seconds reach 1e11 in the year 5138, milliseconds were there in 1973.
 */
export function unixSeconds(value: number | bigint): number {
  const time = Number(value);
  const size = Math.abs(time);
  if (size < 1e11) return time;
  if (size < 1e14) return time / 1e3;
  return size < 1e17 ? time / 1e6 : time / 1e9;
}
