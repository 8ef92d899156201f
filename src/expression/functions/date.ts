export interface DateParts {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** With its fraction; 60 is a leap second. */
  readonly second: number;
}

/** Unix seconds of a date and time of UTC, or undefined when there is no such date. */
export function secondsOfDate(parts: DateParts): number | undefined {
  const { year, month, day, hour, minute, second } = parts;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  const isDate = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  const isTime = hour < 24 && minute < 60 && second < 61;
  if (!isDate || !isTime) return undefined;
  return midnight.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}

/** Abbreviations that mean one offset: CST (America, China, Cuba), IST, BST and others that mean several are not here. */
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

/** Seconds east of Greenwich: of "+01:00", "+0100", "+01" or an abbreviation that means one; undefined for others. */
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

/** The number of an English month, in full or by three letters ("Sept" too), from 1; undefined when it is none. */
export function monthNumber(name: string): number | undefined {
  const lower = name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^sept$/, 'sep');
  const index = monthNames.findIndex((month) => lower === month || lower === month.slice(0, 3));
  return index === -1 ? undefined : index + 1;
}

/** Of a year in two digits, 69 and more are the last century, as strptime has it. */
export function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}
