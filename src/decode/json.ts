import { type Budget, spend, unlimited } from '../budget/budget.ts';
import { readJson } from './json-reader.ts';
import { countKeys, scanJson } from './json-scan.ts';
import { type Oddities, strictly } from './oddities.ts';
import { readText } from './text-encoding.ts';

/** Arrays and objects within each other that a document may have. */
export const maxDepth = 100;

/**
 * The value of a JSON document, as JSON.parse returns it, but for integers beyond 2^53, which are exact bigints, and
 * numbers beyond the range of doubles, which are strings as they are written. A key `__proto__` is an own property
 * like any other.
 *
 * @param charset what the document says of itself, such as the charset of its Content-Type; default UTF-8
 * @throws DecodeError with `line:column` for broken syntax, a truncated or empty document, bytes that
 * are not text, more than 100 levels of nesting, and an oddity where `oddities` refuses it; BudgetSpent
 */
export function decodeJson(
  bytes: Uint8Array,
  charset?: string,
  budget: Budget = unlimited,
  oddities: Oddities = strictly,
): unknown {
  const { text, encoding } = readText(bytes, charset);
  return parseJson(text, encoding === 'utf-8' ? bytes : Buffer.from(text), budget, oddities);
}

/** As decodeJson, for the text of which `utf8` are the bytes. */
export function parseJson(
  text: string,
  utf8: Uint8Array,
  budget: Budget,
  oddities: Oddities = strictly,
): unknown {
  const readSlowly = () => readJson(text, maxDepth, budget, oddities);
  spend(budget, 1 + (utf8.length >>> 3)); // a scan and JSON.parse, which nothing can interrupt
  const { keys, depth, hasLargeNumber, hasEscapedKey } = scanJson(utf8);
  // JSON.parse would make an array of each bracket, at a hundred times its size in memory. V8 mistakes a key
  // with an escape for one with a backslash that it has seen before (nodejs/node#63785).
  if (depth > maxDepth || hasLargeNumber || hasEscapedKey) return readSlowly();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return readSlowly();
  }
  // Of equal keys the last one wins in JSON.parse, so fewer are left than were written.
  return countKeys(value, budget) === keys ? value : readSlowly();
}
