import { type Budget, spend } from '../budget/budget.ts';

/** The result of a pass over the bytes of a JSON document before parsing. */
export interface JsonScan {
  /** Number of keys in all objects; duplicates are counted each time. */
  readonly keys: number;
  /** Maximum nesting depth of arrays and objects. */
  readonly depth: number;
  /** Whether the document may contain an integer beyond 2^53 or a number beyond the range of doubles. */
  readonly hasLargeNumber: boolean;
  /** Whether a key contains an escape sequence. */
  readonly hasEscapedKey: boolean;
}

const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const dot = 0x2e;

/**
 * Scans UTF-8 bytes, or any superset of ASCII. The result is only correct for valid JSON; for other input the scan ends
 * with a meaningless result.
 */
export function scanJson(bytes: Uint8Array): JsonScan {
  const end = bytes.length;
  let keys = 0;
  let open = 0;
  let depth = 0;
  let hasLargeNumber = false;
  let hasEscapedKey = false;
  let isEscaped = false;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte <= space) continue; // first, because an indented document is mostly white space
    if (byte === quote) {
      at = quoteOrBackslash(bytes, at + 1);
      isEscaped = bytes[at] === backslash;
      if (isEscaped) at = endOfText(bytes, at);
    } else if (byte === colon) {
      keys += 1;
      if (isEscaped) hasEscapedKey = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      open += 1;
      if (open > depth) depth = open;
    } else if (byte === 0x7d || byte === 0x5d) {
      open -= 1;
    } else if (isDigit(byte)) {
      const start = at;
      at = endOfDigits(bytes, at);
      const digits = at - start;
      const isWhole = bytes[at] !== dot;
      if (!isWhole) at = endOfDigits(bytes, at + 1);
      if (isLarge(bytes, at, digits, isWhole)) hasLargeNumber = true;
      at -= 1;
    }
  }
  return { keys, depth, hasLargeNumber, hasEscapedKey };
}

/**
 * Whether a number may be an integer of 16 digits or more, or have a magnitude of 10^200 or more.
 *
 * @param at the offset after its digits, where an exponent may start
 */
function isLarge(bytes: Uint8Array, at: number, digits: number, isWhole: boolean): boolean {
  const hasExponent = bytes[at] === 0x65 || bytes[at] === 0x45;
  if (!hasExponent) return digits >= 200 || (isWhole && digits >= 16);
  const sign = bytes[at + 1];
  if (sign === 0x2d) return digits >= 200;
  const start = sign === 0x2b ? at + 2 : at + 1;
  return digits >= 200 || endOfDigits(bytes, start) - start >= 3;
}

function quoteOrBackslash(bytes: Uint8Array, start: number): number {
  let at = start;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote || byte === backslash) break;
  }
  return at;
}

/** The offset of the closing quote of a string, starting at a backslash within it. */
function endOfText(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === backslash) at = quoteOrBackslash(bytes, at + 2);
  return at;
}

function endOfDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(bytes[at] ?? 0)) at += 1;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Counts the keys of all objects within `value`, a result of JSON.parse. @throws BudgetSpent */
export function countKeys(value: unknown, budget: Budget): number {
  let count = 0;
  if (Array.isArray(value)) {
    spend(budget, 1 + value.length);
    for (const item of value) {
      if (typeof item === 'object' && item !== null) count += countKeys(item, budget);
    }
  } else if (isRecord(value)) {
    // Object.keys would allocate an array for each object. Results of JSON.parse inherit no enumerable properties.
    for (const key in value) {
      count += 1;
      const item = value[key];
      if (typeof item === 'object' && item !== null) count += countKeys(item, budget);
    }
    spend(budget, 1 + count);
  }
  return count;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
