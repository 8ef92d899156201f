import { numberText } from './number.ts';

/**
 * The text of a scalar, as a label and as what `map` looks up: texts as they are, `true` and `false`,
 * numbers as the shortest decimal without exponent, large integers exactly. Null, lists and objects
 * have none: undefined.
 */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return typeof value === 'bigint' ? value.toString() : undefined;
}

/**
 * The text of a label's value: that of a scalar, with halves of surrogate pairs replaced by U+FFFD
 * because they have no UTF-8. Null and missing give '', which is an absent label; a list or an object
 * gives undefined.
 */
export function labelText(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  const text = scalarText(value);
  return text === undefined || text.isWellFormed() ? text : text.toWellFormed();
}
