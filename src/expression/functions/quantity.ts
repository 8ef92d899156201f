const prefixes = 'KMGTPE';

/**
 * The bytes of a size: "1.5GiB", "12.5 kB", "512M", "3 bytes", or a bare number. With an i it is binary
 * (Ki = 1024), without it is decimal (K, KB and kB = 1000); case does not matter. Undefined when the
 * text is no size.
 */
export function bytesOf(text: string): number | undefined {
  const match =
    /^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?)\s*(?:([kmgtpe])(i?)b?|b|bytes?)?$/i.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const [, amount = '', prefix = '', binary = ''] = match;
  const power = prefix === '' ? 0 : prefixes.indexOf(prefix.toUpperCase()) + 1;
  const digits = amount.replaceAll(',', '');
  return binary === '' ? shifted(digits, power * 3) : Number(digits) * 1024 ** power;
}

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

/**
 * The number of a Kubernetes quantity: "250m" is 0.25, "512Gi" is 512 * 2^30, "100k", "1e3", "1.5".
 * Case matters, as it does there: m is a thousandth, M a million. Undefined when it is none.
 */
export function quantityOf(text: string): number | undefined {
  const match =
    /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([KMGTPE])i|([numkMGTPE]?)|[eE]([+-]?\d+))$/.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const [, amount = '', binary, suffix = '', exponent] = match;
  if (binary !== undefined) return Number(amount) * 1024 ** (prefixes.indexOf(binary) + 1);
  return shifted(
    amount,
    exponent === undefined ? (decimalSuffixes.get(suffix) ?? 0) : Number(exponent),
  );
}

/** A decimal number times a power of ten, rounded once: "4.35" and 6 is 4350000. */
function shifted(digits: string, power: number): number {
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(exponent) + power}`);
}
