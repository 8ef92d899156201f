import { readJson } from './json-reader.ts';
import { countKeys, scanJson } from './json-scan.ts';
import { readText } from './text-encoding.ts';

/** Lists and objects within each other that a document may have. */
export const maxDepth = 100;

/**
 * The value of a JSON document, as JSON.parse gives it, but for integers beyond 2^53, which are
 * bigint and exact, and for numbers that no double comes near, which are texts as they are written. A key `__proto__` is an own property like any other.
 *
 * @param charset what the document says of itself, such as the charset of its Content-Type; default UTF-8
 * @throws DecodeError with `line:column` for broken syntax, a truncated or empty document, bytes that
 * are not text, a key that is twice in one object, and more than 100 levels of nesting
 */
export function decodeJson(bytes: Uint8Array, charset?: string): unknown {
  const { text, encoding } = readText(bytes, charset);
  return parseJson(text, encoding === 'utf-8' ? bytes : Buffer.from(text));
}

/** As decodeJson, for the text of which `utf8` are the bytes. */
export function parseJson(text: string, utf8: Uint8Array): unknown {
  const { keys, depth, hasLargeNumber, hasEscapedKey } = scanJson(utf8);
  // JSON.parse would make a list of each bracket, at a hundred times its size in memory. V8 mistakes a key
  // with an escape for one with a backslash that it has seen before (nodejs/node#63785).
  if (depth > maxDepth || hasLargeNumber || hasEscapedKey) return readJson(text, maxDepth);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return readJson(text, maxDepth);
  }
  // Of equal keys the last one wins in JSON.parse, so fewer are left than were written.
  return countKeys(value) === keys ? value : readJson(text, maxDepth);
}
