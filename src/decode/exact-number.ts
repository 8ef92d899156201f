/**
 * Converts a number in decimal or exponent notation. An integer that a double would round becomes an exact `bigint`; a
 * number beyond the range of doubles is undefined.
 */
export function exactNumber(written: string): number | bigint | undefined {
  const value = Number(written);
  if (!Number.isFinite(value)) return undefined;
  return Number.isSafeInteger(value) ? value : (exactInteger(written) ?? value);
}

/**
 * Converts an integer in decimal, octal (`0o17`) or hexadecimal (`0x1f`) digits; undefined for anything else. BigInt
 * takes quadratic time, so `written` must be a finite number: without leading zeros it has at most 1024 digits.
 */
export function exactInteger(written: string): bigint | undefined {
  const [, sign, base = '', digits] =
    /^([-+]?)(0[ox])?0*([1-9a-fA-F][0-9a-fA-F]*|(?<=0)$)$/.exec(written) ?? [];
  if (digits === undefined || (base !== '0x' && /[a-fA-F]/.test(digits))) return undefined;
  const exact = BigInt(`${base}0${digits}`);
  return sign === '-' ? -exact : exact;
}
