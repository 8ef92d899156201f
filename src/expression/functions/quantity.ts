import { exactNumber } from '../../decode/exact-number.ts';
import { writtenNumber, type NumberFormat } from './number-text.ts';

const prefixes = 'KMGTPEZY';

/**
 * The bytes of a size: "1.5GiB", "12.5 kB", "512M", "3 bytes", or a bare number. Prefixes with an i are binary (Ki =
 * 1024), others are decimal (K, KB and kB = 1000); case does not matter. Undefined if the text is not a size.
 */
export function bytesOf(text: string, format?: NumberFormat): number | bigint | undefined {
  const amount = amountOf(text, format);
  const match = /^(?:([kmgtpezy])(i?)b?|b|bytes?)?$/i.exec(amount?.unit ?? '?');
  if (amount === undefined || match === null) return undefined;
  const [, prefix = '', binary = ''] = match;
  const power = prefix === '' ? 0 : prefixes.indexOf(prefix.toUpperCase()) + 1;
  return binary === '' ? shifted(amount.digits, power * 3) : Number(amount.digits) * 1024 ** power;
}

/** The number at the start of a text, and the unit after it. */
function amountOf(
  text: string,
  format?: NumberFormat,
): { readonly digits: string; readonly unit: string } | undefined {
  const trimmed = text.trim();
  if (!/^[+\-−]?[.,]?\d/.test(trimmed)) return undefined;
  const amount = writtenNumber(trimmed, format, true);
  return amount == null
    ? undefined
    : { digits: amount.digits, unit: trimmed.slice(amount.end).trim() };
}

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['n', -9],
  ['u', -6],
  ['µ', -6],
  ['μ', -6],
  ['m', -3],
  ['k', 3],
  ['K', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

/** Units that may follow a prefix even if no unit is passed; none of them is itself a prefix. */
const knownUnits =
  'H/s h/s Sol/s bit/s bits/s bps b/s B/s Bps bit Hz W Wh VA VAh var varh V A Ah J Pa'.split(' ');

/**
 * The number of a Kubernetes quantity: "250m" is 0.25, "512Gi" is 512 * 2^30, "100k", "1e3", "1.5". It is
 * case-sensitive, as in Kubernetes: m is a thousandth, M a million. SI and IEC prefixes before a unit, as in "1.91
 * KH/s", have the same meaning, and K is also a thousand. Undefined if the text is not a quantity.
 *
 * @param unit the unit after the prefix; default: any known unit
 */
export function quantityOf(text: string, unit?: string): number | bigint | undefined {
  const trimmed = text.trim();
  if (unit === undefined) {
    const plain = kubernetesQuantity(trimmed);
    if (plain !== undefined) return plain;
  }
  const units = unit === undefined ? knownUnits : [unit.trim(), ''];
  const amount = amountOf(trimmed);
  const found = units.find(
    (each) => amount?.unit.endsWith(each) === true && isPrefix(amount.unit, each),
  );
  if (amount === undefined || found === undefined) return undefined;
  const prefix = prefixOf(amount.unit, found);
  if (found === '' && prefix !== '') return undefined; // "1.91 K" is ambiguous
  return prefix.endsWith('i')
    ? Number(amount.digits) * 1024 ** (prefixes.indexOf(prefix.charAt(0).toUpperCase()) + 1)
    : shifted(amount.digits, decimalSuffixes.get(prefix) ?? 0);
}

function isPrefix(text: string, unit: string): boolean {
  const prefix = prefixOf(text, unit);
  return decimalSuffixes.has(prefix) || /^[kKMGTPE]i$/.test(prefix);
}

function prefixOf(text: string, unit: string): string {
  return text.slice(0, text.length - unit.length).trim();
}

function kubernetesQuantity(text: string): number | bigint | undefined {
  const match =
    /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([KMGTPE])i|([numkMGTPE]?)|[eE]([+-]?\d+))$/.exec(text);
  if (match === null) return undefined;
  const [, amount = '', binary, suffix = '', exponent] = match;
  if (binary !== undefined) return Number(amount) * 1024 ** (prefixes.indexOf(binary) + 1);
  return shifted(
    amount,
    exponent === undefined ? (decimalSuffixes.get(suffix) ?? 0) : Number(exponent),
  );
}

/** A decimal number times a power of ten, rounded once: "4.35" and 6 result in 4350000. */
function shifted(digits: string, power: number): number | bigint | undefined {
  if (power === 0) return exactNumber(digits);
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  return exactNumber(`${mantissa}e${Number(exponent) + power}`);
}
