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

const zoneHours: ReadonlyMap<string, number> = new Map([
  ['Z', 0],
  ['UT', 0],
  ['UTC', 0],
  ['GMT', 0],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
]);

/** Seconds east of Greenwich: of "+01:00", "+0100", "+01" or a name of RFC 2822; undefined for others. */
export function secondsOfZone(zone: string): number | undefined {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (match === null) {
    const hours = zoneHours.get(zone.toUpperCase());
    return hours === undefined ? undefined : hours * 3600;
  }
  const [, sign, hours, minutes = '0'] = match;
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === '-' ? -seconds : seconds;
}

const monthNames =
  'january february march april may june july august september october november december'.split(
    ' ',
  );

/** The number of an English month, in full or by three letters, from 1; undefined when it is none. */
export function monthNumber(name: string): number | undefined {
  const lower = name.toLowerCase();
  const index = monthNames.findIndex((month) => lower === month || lower === month.slice(0, 3));
  return index === -1 ? undefined : index + 1;
}
