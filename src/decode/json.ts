import { type Budget, spend, unlimited } from '../budget/budget.ts';
import { readJson } from './json-reader.ts';
import { countKeys, scanJson } from './json-scan.ts';
import { type Oddities, strictly } from './oddities.ts';
import { readText } from './text-encoding.ts';

/** Maximum nesting depth of arrays and objects in a document. */
export const maxDepth = 100;

/**
 * Parses a JSON document like JSON.parse, with two exceptions: integers beyond 2^53 are exact bigints, and numbers
 * beyond the range of doubles are strings, as written. A key `__proto__` is an ordinary own property.
 *
 * @param charset the declared charset, such as that in the Content-Type; default: UTF-8
 * @throws DecodeError with `line:column` for invalid syntax, a truncated or empty document, bytes that are not text,
 *   more than 100 levels of nesting, and an oddity that `oddities` refuses; BudgetSpent
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

/** Like decodeJson, for a decoded text; `utf8` are its bytes. */
export function parseJson(
  text: string,
  utf8: Uint8Array,
  budget: Budget,
  oddities: Oddities = strictly,
): unknown {
  const readSlowly = () => readJson(text, maxDepth, budget, oddities);
  spend(budget, 1 + (utf8.length >>> 3)); // for a scan and JSON.parse, which cannot be interrupted
  const { keys, depth, hasLargeNumber, hasEscapedKey } = scanJson(utf8);
  // JSON.parse would create an array for each bracket, which takes a hundred times its size in memory. V8 confuses a
  // key that contains an escape with an earlier key that contains a backslash (nodejs/node#63785).
  if (depth > maxDepth || hasLargeNumber || hasEscapedKey) return readSlowly();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return readSlowly();
  }
  // JSON.parse keeps only the last of several equal keys, so fewer keys than in the text mean that there are
  // duplicates.
  return countKeys(value, budget) === keys ? value : readSlowly();
}
