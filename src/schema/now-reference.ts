import { createZone, offsetAt } from '../expression/functions/zone.ts';
import type { Deferred } from './deferred.ts';
import { readDuration } from './duration.ts';
import { compileStrftime } from './time-format.ts';

type Write = (ms: number, offset: number) => string;

const rfc3339 = compileStrftime('%Y-%m-%dT%H:%M:%S');
const offsetText = compileStrftime('%:z');

const formats: Readonly<Record<string, Write>> = {
  rfc3339: (ms, offset) => rfc3339(ms, offset) + (offset === 0 ? 'Z' : offsetText(ms, offset)),
  unix: (ms) => String(Math.floor(ms / 1000)),
  unixms: (ms) => String(Math.floor(ms)),
  unixns: (ms) => String(BigInt(Math.floor(ms)) * 1_000_000n),
};

const form = /^\$\{now(?:([+-])([0-9.a-z]+))?(?::(.*?))?(?:@([A-Za-z][A-Za-z0-9_+/-]*))?\}$/s;

/** Offsets of more milliseconds than this, 100 years, are treated as errors. */
const furthest = 100 * 366 * 86_400_000;

/** Example time, used when the configuration is checked. */
const sampleTime = Date.UTC(2026, 0, 2, 3, 4, 5);

/**
 * Compiles `${now}`, `${now-15m}`, `${now-1d:%Y-%m-%d}` and `${now:unix}`, each optionally with a time zone such as
 * `@Europe/Berlin`; default: UTC.
 *
 * @throws Error with the reason if it is invalid
 */
export function nowReference(written: string): Deferred {
  const match = form.exec(written);
  if (match === null) {
    throw new Error(
      `${written} is not a time: write \${now}, \${now-15m}, \${now-1d:%Y-%m-%d} or \${now:unix@Europe/Berlin}`,
    );
  }
  const [, sign, distance, format = 'rfc3339', place] = match;
  const shift = distance === undefined ? 0 : shiftOf(written, distance, sign === '-');
  const zone = place === undefined ? undefined : createZone(place);
  const write = writer(written, format);
  const at = (now: number) => {
    const ms = now + shift;
    return write(ms, zone === undefined ? 0 : offsetAt(Math.floor(ms / 1000), zone));
  };
  return { kind: 'now', written, sample: at(sampleTime), valueIn: ({ now }) => at(now) };
}

function shiftOf(written: string, distance: string, isBefore: boolean): number {
  const shift = readDuration(distance);
  if (shift === undefined || shift > furthest) {
    throw new Error(`${written}: expected a duration such as 15m, 1h30m or 7d, got ${distance}`);
  }
  return isBefore ? -shift : shift;
}

function writer(written: string, format: string): Write {
  const known = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (known !== undefined) return known;
  if (!format.includes('%')) {
    const names = Object.keys(formats).join(', ');
    throw new Error(`${written}: expected ${names} or a format such as %Y-%m-%d, got '${format}'`);
  }
  return compileStrftime(format);
}
