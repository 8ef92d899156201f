/** Rejected by Helm: it converts values to JSON, which cannot represent these numbers. */
export const refused = Symbol('refused');

/**
 * How Helm interprets a plain scalar, where YAML 1.1 as implemented by its library may differ from YAML 1.2;
 * undefined where both agree. Dates and `1:30` are strings in both.
 */
export function helmReading(plain: string): boolean | number | typeof refused | undefined {
  if (/^(y|Y|yes|Yes|YES|on|On|ON)$/.test(plain)) return true;
  if (/^(n|N|no|No|NO|off|Off|OFF)$/.test(plain)) return false;
  if (/^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/.test(plain)) return refused;
  if (!/^[-+0-9]/.test(plain)) return undefined;
  const text = plain.replaceAll('_', '');
  return readInteger(text) ?? readDecimal(text);
}

/** Hexadecimal, binary, and octal with or without `o`. */
function readInteger(text: string): number | undefined {
  const [, sign, digits = ''] =
    /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const value = BigInt(digits.replace(/^0[oO]?(?=[0-7])/, '0o'));
  return value < 2n ** 64n ? Number(sign === '-' ? -value : value) : undefined;
}

function readDecimal(text: string): number | undefined {
  const isDecimal = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text);
  // Helm treats a number that is too large as a string and passes it on without quotes.
  return isDecimal && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/**
 * How Helm writes a number that is used as a key: a fraction with 32-bit precision, and with an exponent
 * below 1e-4 and from 1e6 on.
 */
export function helmKey(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return String(value);
  const narrow = Math.fround(value);
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9].find(
    (count) => Math.fround(Number(value.toPrecision(count))) === narrow,
  );
  const [mantissa = '', exponent = '0'] = value.toExponential((digits ?? 9) - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${mantissa}e${power}`));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
