/** Groups of three digits may be parted by a comma, an apostrophe or a narrow space, never by a plain one. */
const numberForm =
  /(?:(?<![\p{L}\p{N}_.])[+\-−])?(?:(?:\d{1,3}(?:[,'\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/u;

/**
 * The first number in a text: 1234.5 of "1,234.5 ms", 95 of "95%", null when the text has none.
 * Undefined when it would be guesswork: "1,5" may be one and a half, "0x1F" is no decimal, and
 * no number comes near "1e999".
 */
export function firstNumber(text: string): number | null | undefined {
  const match = numberForm.exec(text);
  if (match === null) return null;
  const behind = text.slice(match.index + match[0].length);
  if (/^[,']\d/.test(behind) || (/^[+-]?0$/.test(match[0]) && /^[xX][0-9a-fA-F]/.test(behind))) {
    return undefined;
  }
  const number = Number(match[0].replaceAll(/[,'\u00a0\u202f]/g, '').replace('−', '-'));
  return Number.isFinite(number) ? number : undefined;
}

/** The number of hexadecimal digits, with or without 0x; exact beyond 2^53. Undefined when it is none. */
export function hexNumber(text: string): number | bigint | undefined {
  const match = /^([+-]?)(?:0[xX])?([0-9a-fA-F]+)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, digits = ''] = match;
  const exact = BigInt(`0x${digits}`) * (sign === '-' ? -1n : 1n);
  const nearest = Number(exact);
  return Number.isSafeInteger(nearest) ? nearest : exact;
}
