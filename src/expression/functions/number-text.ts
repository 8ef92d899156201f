import { exactNumber } from '../../decode/exact-number.ts';

/** The number format, for texts that are ambiguous without it. */
export interface NumberFormat {
  /** The decimal separator; default: detected from the text. */
  readonly decimal?: '.' | ',' | undefined;
  /** The separator between groups of three digits; `' '` stands for any space, `"'"` for any apostrophe. */
  readonly group?: string | undefined;
}

/** A number found in a text. */
export interface WrittenNumber {
  /** In JavaScript notation, such as `-1234.5e3`. */
  readonly digits: string;
  /** The offset after the number. */
  readonly end: number;
}

const start = /(?:(?<![\p{L}\p{N}_.])[+\-−])?(?=[.,]?\d)/u;
const body = /[.,]?\d+(?:[.,'’ \u00a0\u2009\u202f]\d+)*/y;
const exponent = /[eE][+-]?\d+/y;
const eachPart = /([.,'’ \u00a0\u2009\u202f]?)(\d+)/g;

/** Maximum length of a number including separators; no double is longer. */
const longestBody = 600;

/** A separator between digits; a plain space may also separate two numbers. */
type Separator = '.' | ',' | "'" | ' ' | 'plain';

interface Part {
  readonly before: Separator | '';
  readonly digits: string;
}

/**
 * The first number in a text: 1234.5 in "1,234.5 ms", 95 in "95%"; null if there is none. Undefined if the text is
 * ambiguous: "1,5" may be one and a half, "1 234" may be two numbers, "0x1F" is not decimal.
 */
export function firstNumber(
  text: string,
  format: NumberFormat = {},
): number | bigint | null | undefined {
  const written = writtenNumber(text, format);
  return written && exactNumber(written.digits);
}

/** Like `firstNumber`, but returns the number as written and where it ends. @param from start of the search */
export function writtenNumber(
  text: string,
  format: NumberFormat = {},
  isWhole = false,
): WrittenNumber | null | undefined {
  const match = start.exec(text);
  if (match === null) return null;
  body.lastIndex = match.index + match[0].length;
  const whole = body.exec(text)?.[0] ?? '';
  if (whole.length > longestBody) return undefined;
  const found = partsOf(whole);
  const first = found[0];
  if (first?.before === ',' && format.decimal !== ',') found[0] = { ...first, before: '' };
  const parts = withoutOthers(found, format, isWhole);
  const unsigned = parts && readParts(parts, format);
  if (parts === undefined || unsigned === undefined) return undefined;
  const length = parts.reduce(
    (sum, { before, digits }) => sum + digits.length + (before === '' ? 0 : 1),
    0,
  );
  const isShifted = first?.before === ',' && format.decimal !== ',';
  exponent.lastIndex = match.index + match[0].length + length + (isShifted ? 1 : 0);
  const end = exponent.lastIndex;
  const power = exponent.exec(text)?.[0] ?? '';
  if (unsigned === '0' && /^[xX][0-9a-fA-F]/.test(text.slice(end, end + 2))) return undefined;
  const sign = match[0] === '' || match[0] === '+' ? '' : '-';
  return { digits: `${sign}${unsigned}${power}`, end: end + power.length };
}

function partsOf(whole: string): Part[] {
  return Array.from(whole.matchAll(eachPart), ([, mark = '', digits = '']) => ({
    before: separatorOf(mark),
    digits,
  }));
}

function separatorOf(mark: string): Separator | '' {
  switch (mark) {
    case '':
    case '.':
    case ',':
      return mark;
    case ' ':
      return 'plain';
    case "'":
    case '’':
      return "'";
    default:
      return ' ';
  }
}

/**
 * The parts up to a space that does not group digits. The spaces in "500 107 862 016" group digits, those in "80 443"
 * and "1 2 3" do not. "1 234" is ambiguous: undefined unless the format or the caller decides.
 */
function withoutOthers(
  parts: readonly Part[],
  format: NumberFormat,
  isWhole: boolean,
): Part[] | undefined {
  const [first] = parts;
  const end = parts.findIndex(
    ({ before, digits }, index) =>
      isSpace(before) &&
      (digits.length !== 3 || parts.slice(0, index).some((other) => isMark(other.before))),
  );
  const kept = end === -1 ? parts : parts.slice(0, end);
  const spaces = kept.filter(({ before }) => before === 'plain').length;
  if (spaces === 0) return [...kept];
  if (first === undefined || first.before !== '' || !isGroupStart(first.digits)) {
    return kept.slice(
      0,
      kept.findIndex(({ before }) => before === 'plain'),
    );
  }
  const isSaid = isWhole || format.decimal !== undefined || format.group !== undefined;
  if (spaces === 1 && !isSaid) return undefined;
  return kept.map((each) => (each.before === 'plain' ? { ...each, before: ' ' } : each));
}

function isSpace(separator: Separator | ''): boolean {
  return separator === ' ' || separator === 'plain';
}

function isMark(separator: Separator | ''): boolean {
  return separator === '.' || separator === ',';
}

function isGroupStart(digits: string): boolean {
  return digits.length <= 3 && !digits.startsWith('0');
}

/** The number without its group separators. */
function readParts(parts: readonly Part[], format: NumberFormat): string | undefined {
  const [first, ...rest] = parts;
  if (first === undefined) return undefined;
  const all = first.before === '' ? rest : [first, ...rest];
  const whole = first.before === '' ? first.digits : '';
  const decimal = decimalOf(all, whole, format);
  if (decimal === undefined) return undefined;
  const last = all.at(-1);
  const hasFraction = decimal !== '' && last?.before === decimal;
  const groups = hasFraction ? all.slice(0, -1) : all;
  if (!areGroups(whole, groups, decimal, format)) return undefined;
  const integer = whole + groups.map(({ digits }) => digits).join('') || '0';
  return hasFraction ? `${integer}.${last.digits}` : integer;
}

/** The decimal separator, '' if there is none; undefined if it is ambiguous. */
function decimalOf(
  rest: readonly Part[],
  whole: string,
  { decimal, group }: NumberFormat,
): Separator | '' | undefined {
  if (decimal !== undefined) return decimal;
  if (group !== undefined) return group === '.' ? ',' : '.';
  const last = rest.at(-1);
  if (last === undefined || !isMark(last.before)) return '';
  const others = rest.slice(0, -1);
  if (others.length === 0)
    return last.before === '.'
      ? '.'
      : isGroupStart(whole) && last.digits.length === 3
        ? ''
        : undefined;
  if (others.every(({ before }) => before === last.before)) {
    return last.before === '.' && isAddress(whole, rest) ? undefined : '';
  }
  return others.some(({ before }) => before === last.before) ? undefined : last.before;
}

/** Recognizes IPv4 addresses, because each part may have three digits. */
function isAddress(whole: string, rest: readonly Part[]): boolean {
  return (
    rest.length === 3 &&
    [whole, ...rest.map(({ digits }) => digits)].every((part) => Number(part) <= 255)
  );
}

function areGroups(
  whole: string,
  groups: readonly Part[],
  decimal: Separator | '',
  { group }: NumberFormat,
): boolean {
  const separator = groups[0]?.before;
  if (separator === undefined) return true;
  const wanted =
    group === undefined ? separator : separatorOf(group) === 'plain' ? ' ' : separatorOf(group);
  return (
    isGroupStart(whole) &&
    whole !== '' &&
    separator !== decimal &&
    groups.every(({ before, digits }) => before === wanted && digits.length === 3)
  );
}

/** Parses a hexadecimal number with or without 0x, exact beyond 2^53. Undefined if it is not one. */
export function hexNumber(text: string): number | bigint | undefined {
  const match = /^([+-]?)(?:0[xX])?([0-9a-fA-F]+)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, digits = ''] = match;
  const exact = BigInt(`0x${digits}`) * (sign === '-' ? -1n : 1n);
  const nearest = Number(exact);
  return Number.isSafeInteger(nearest) ? nearest : exact;
}
