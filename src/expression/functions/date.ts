export interface DateParts {
  readonly year: number;
  /** Starting at 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** Includes the fraction; 60 is a leap second. */
  readonly second: number;
}

/** Unix seconds of a UTC date and time, or undefined if the date does not exist. */
export function secondsOfDate(parts: DateParts): number | undefined {
  const { year, month, day, hour, minute, second } = parts;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  const isDate = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  const isTime = hour < 24 && minute < 60 && second < 61;
  if (!isDate || !isTime) return undefined;
  return midnight.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}

/** Abbreviations with one meaning. Ambiguous ones such as CST (America, China, Cuba), IST and BST are left out. */
const zoneHours: ReadonlyMap<string, number> = new Map([
  ['Z', 0],
  ['UT', 0],
  ['UTC', 0],
  ['GMT', 0],
  ['WET', 0],
  ['WEST', 1],
  ['CET', 1],
  ['CEST', 2],
  ['EET', 2],
  ['EEST', 3],
  ['MSK', 3],
  ['SAST', 2],
  ['PKT', 5],
  ['WIB', 7],
  ['HKT', 8],
  ['SGT', 8],
  ['AWST', 8],
  ['JST', 9],
  ['KST', 9],
  ['ACST', 9.5],
  ['ACDT', 10.5],
  ['AEST', 10],
  ['AEDT', 11],
  ['NZST', 12],
  ['NZDT', 13],
  ['NST', -3.5],
  ['NDT', -2.5],
  ['EST', -5],
  ['EDT', -4],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['AKST', -9],
  ['AKDT', -8],
  ['HST', -10],
]);

/** Seconds east of Greenwich for "+01:00", "+0100", "+01" or an unambiguous abbreviation; undefined for others. */
export function secondsOfZone(zone: string): number | undefined {
  const match = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(zone);
  if (match === null) {
    const hours = zoneHours.get(zone.toUpperCase());
    return hours === undefined ? undefined : hours * 3600;
  }
  const [, sign, hours, minutes = '0'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === '-' ? -seconds : seconds;
}

const monthNames =
  'january february march april may june july august september october november december'.split(
    ' ',
  );

/** The number (starting at 1) of an English month, given in full or by three letters (or "Sept"); else undefined. */
export function monthNumber(name: string): number | undefined {
  const lower = name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^sept$/, 'sep');
  const index = monthNames.findIndex((month) => lower === month || lower === month.slice(0, 3));
  return index === -1 ? undefined : index + 1;
}

/** Expands a two-digit year: 69 and above belong to the last century, as in strptime. */
export function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}
