import { didYouMean } from '../../message/suggestion.ts';

/** A time zone of the IANA database, with the offsets that have been looked up. */
export interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Seconds east of Greenwich by day since 1970; undefined if the offset changes on or next to that day. */
  readonly byDay: Map<number, number | undefined>;
}

/** The string is not a valid time zone. */
export class ZoneError extends Error {
  override readonly name = 'ZoneError';
}

/** @throws ZoneError for a name that is not in the IANA database */
export function createZone(name: string): Zone {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    return { format, byDay: new Map() };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const suggestion = name.length < 50 ? didYouMean(name, Intl.supportedValuesOf('timeZone')) : '';
    throw new ZoneError(
      `there is no time zone '${name.slice(0, 50)}'${suggestion}; write one such as Europe/Berlin, or a format such as %Y-%m-%d`,
      { cause: error },
    );
  }
}

const day = 86_400;

/** Maximum number of days whose offset is cached. */
const rememberedDays = 1000;

/**
 * The unix seconds of a local time, given as the unix seconds that it would be in UTC. When daylight saving time ends,
 * a repeated local time means the first occurrence. When it begins, a skipped local time is moved forward by the length
 * of the gap.
 */
export function secondsInZone(local: number, zone: Zone): number {
  const fixed = offsetOfDay(Math.floor(local / day), zone);
  if (fixed !== undefined) return local - fixed;
  const before = offsetAt(local - day, zone);
  const after = offsetAt(local + day, zone);
  if (offsetAt(local - before, zone) === before) return local - before;
  return offsetAt(local - after, zone) === after ? local - after : local - before;
}

function offsetOfDay(number: number, zone: Zone): number | undefined {
  if (zone.byDay.has(number)) return zone.byDay.get(number);
  if (zone.byDay.size >= rememberedDays) zone.byDay.clear();
  const first = offsetAt((number - 1) * day, zone);
  const isFixed = [number, number + 1, number + 2].every(
    (each) => offsetAt(each * day, zone) === first,
  );
  const offset = isFixed ? first : undefined;
  zone.byDay.set(number, offset);
  return offset;
}

/** Seconds east of Greenwich at a given time. */
export function offsetAt(seconds: number, { format }: Zone): number {
  const written = format.format(seconds * 1000);
  const match = /GMT(?:([+-−])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(written);
  const [, sign, hours = '0', minutes = '0', rest = '0'] = match ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  return sign === '+' || offset === 0 ? offset : -offset;
}
