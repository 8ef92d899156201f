import { fullYear, monthNumber, secondsOfDate, secondsOfZone } from './date.ts';

/** A point in time, or a local time without a zone. Both in seconds since 1970. */
export type TimeRead =
  { readonly unix: number } | { readonly local: number } | { readonly refused: string };

/** RFC 3339 and ISO 8601, the date with `-` or `/`, with optional spaces; Go appends "+0000 UTC". */
const isoForm =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?:T|,?\s+)(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?(?:\s*([AP])\.?M\.?)?(?:\s*((?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|Z|[A-Z]{2,5}))?(?:\s+(?:[A-Z]{3,4}|m=\+\S+))*)?$/i;

/** ISO 8601 basic format, without separators; the T distinguishes it from a number. */
const basicForm =
  /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(?:(\d{2}(?:[.,]\d+)?))?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** RFC 2822, RFC 850, HTTP dates and web server logs: the day before the name of the month. */
const dayFirst =
  /^(?:[A-Z]{3,9}[,.]?\s*)?(\d{1,2})[\s/-]+([A-Z]{3,9}\.?)[\s/,-]+(\d{4}|\d{2}(?=\s))(?:[\s:,T]+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?(?:\s*([AP])\.?M\.?)?(?:\s*((?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|Z|[A-Z]{2,5}))?(?:\s*\([^()]*\))?)?$/i;

/** The output of asctime(), date, OpenSSL and JavaScript: the name of the month before the day. */
const monthFirst =
  /^(?:[A-Z]{3,9}[,.]?\s+)?([A-Z]{3,9}\.?)\s+(\d{1,2})(?:,?\s+(\d{4}))?(?:[\s,]+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?(?:\s*([AP])\.?M\.?)?(?:\s*((?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|Z|[A-Z]{2,5}))?(?:\s+(\d{4}))?(?:\s*((?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|Z|[A-Z]{2,5}))?(?:\s*\([^()]*\))?)?$/i;

/**
 * Parses a point in time in common formats: RFC 3339 (a date alone means midnight), ISO 8601, RFC 2822, RFC 850,
 * asctime, HTTP dates, or unix time in digits. Undefined if the text is in none of these formats.
 */
export function timeOf(text: string): TimeRead | undefined {
  const trimmed = text.trim();
  if (/^[+-]?\d+(?:\.\d+)?$/.test(trimmed)) {
    const refused = compactDate(trimmed);
    return refused === undefined ? { unix: unixSeconds(Number(trimmed)) } : { refused };
  }
  const iso = isoForm.exec(trimmed);
  if (iso !== null) {
    const [, year = '', , month, day, hour, minute, second, half, place] = iso;
    return combine({ year, month: Number(month), day, hour, minute, second, half, place });
  }
  const basic = basicForm.exec(trimmed);
  if (basic !== null) {
    const [, year = '', month, day, hour, minute, second, place] = basic;
    return combine({ year, month: Number(month), day, hour, minute, second, place });
  }
  const named = dayFirst.exec(trimmed);
  if (named !== null) {
    const [, day, month = '', year = '', hour, minute, second, half, place] = named;
    return combine({ year, month: monthNumber(month), day, hour, minute, second, half, place });
  }
  const [, month = '', day, before, hour, minute, second, half, place, behind, last] =
    monthFirst.exec(trimmed) ?? [];
  const year = before ?? behind;
  if (year === undefined || (before !== undefined && behind !== undefined)) return undefined;
  if (place !== undefined && last !== undefined) return undefined;
  return combine({
    year,
    month: monthNumber(month),
    day,
    hour,
    minute,
    second,
    half,
    place: place ?? last,
  });
}

interface Written {
  readonly year: string;
  readonly month: number | undefined;
  readonly day: string | undefined;
  readonly hour: string | undefined;
  readonly minute: string | undefined;
  readonly second: string | undefined;
  readonly half?: string | undefined;
  readonly place: string | undefined;
}

function combine({ year, month, day, hour, minute, second, half, place }: Written) {
  const hours = hourOf(Number(hour ?? 0), half);
  if (month === undefined || hours === undefined) return undefined;
  const local = secondsOfDate({
    year: fullYear(year),
    month,
    day: Number(day),
    hour: hours,
    minute: Number(minute ?? 0),
    second: Number((second ?? '0').replace(',', '.')),
  });
  if (local === undefined) return undefined;
  if (place === undefined) return { local };
  const offset = secondsOfZone(place);
  return offset === undefined ? undefined : { unix: local - offset };
}

/** The hour of a 12-hour clock; `half` is the a of am or the p of pm. Undefined if the hour is out of range. */
export function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

const compactForms: ReadonlyMap<number, string> = new Map([
  [8, '%Y%m%d'],
  [12, '%Y%m%d%H%M'],
  [14, '%Y%m%d%H%M%S'],
  [17, '%Y%m%d%H%M%S%f'],
]);

/**
 * Explains why digits are not a unix time: people read 20190520 and 20230405060708 as dates, but as unix times they are
 * in 1970 and 2611. Undefined if the digits are a unix time.
 */
export function compactDate(digits: string): string | undefined {
  const format = compactForms.get(digits.length);
  if (format === undefined || !/^(?:19|20)\d+$/.test(digits)) return undefined;
  const [year, month, day, hour, minute, second] = [
    digits.slice(0, 4),
    digits.slice(4, 6),
    digits.slice(6, 8),
    digits.slice(8, 10),
    digits.slice(10, 12),
    digits.slice(12, 14),
  ].map(Number);
  const seconds = secondsOfDate({
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  });
  return seconds === undefined
    ? undefined
    : `may be a date or unix time: write parse_time(x, '${format}') for the date, parse_time(x, '%s') for unix seconds`;
}

/**
 * The seconds of a unix time in seconds, milliseconds, microseconds or nanoseconds. The unit is detected from the
 * magnitude: seconds reach 1e11 in the year 5138, milliseconds reached it in 1973.
 */
export function unixSeconds(value: number | bigint): number {
  const time = Number(value);
  const size = Math.abs(time);
  if (size < 1e11) return time;
  if (size < 1e14) return time / 1e3;
  return size < 1e17 ? time / 1e6 : time / 1e9;
}
