import { numberText } from './number.ts';

/**
 * A scalar as a string, for labels and keys of `map`: strings unchanged, `true` and `false`, numbers as the shortest
 * decimal without exponent, large integers exactly. Undefined for null, arrays and objects.
 */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return typeof value === 'bigint' ? value.toString() : undefined;
}

/**
 * A value as a label value: a scalar as a string, with lone surrogates replaced by U+FFFD, as they have no UTF-8
 * form. '', an absent label, for null and missing values; undefined for an array or object.
 */
export function labelText(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  const text = scalarText(value);
  return text === undefined || text.isWellFormed() ? text : text.toWellFormed();
}
