const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Sun, 06 Nov 1994 08:49:37 GMT`. */
const imfFixdate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/;
/** `Sunday, 06-Nov-94 08:49:37 GMT`. */
const rfc850 =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/;
/** `Sun Nov  6 08:49:37 1994`. */
const asctime =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/;

/**
 * Parses an HTTP date in one of the three formats of RFC 9110 section 5.6.7. Returns unix milliseconds, or undefined
 * for anything else.
 *
 * @param now unix milliseconds, to complete a year of two digits
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  const parts = [imfFixdate, rfc850, asctime].map((form) => form.exec(text)?.groups).find(Boolean);
  if (parts === undefined) return undefined;
  const { day = '', month = '', year = '', time = '' } = parts;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const fullYear = year.length === 2 ? completeYear(Number(year), now) : Number(year);
  const at = Date.UTC(fullYear, months.indexOf(month), Number(day), hours, minutes, seconds);
  const date = new Date(at);
  const isValid =
    date.getUTCMonth() === months.indexOf(month) &&
    date.getUTCDate() === Number(day) &&
    hours < 24 &&
    minutes < 60 &&
    seconds < 60;
  return isValid ? at : undefined;
}

/** The year with these last digits that is at most 50 years ahead. */
function completeYear(digits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + digits;
  if (year > thisYear + 50) return year - 100;
  return year <= thisYear - 50 ? year + 100 : year;
}
