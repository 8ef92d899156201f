import type { Expression } from '../expression/expression.ts';
import { claimSeries, nextLabels, type FamilyBuilder } from './family-builder.ts';
import { noteBase } from './fill.ts';
import { shown } from './shown.ts';
import { failureText } from './expression-failure.ts';
import { fillRow, readLabels } from './labels.ts';
import { toNumber } from './number.ts';
import { countKnown, skip, skipWith } from './skips.ts';
import type { Slots } from './label-cells.ts';
import type { Collection, RulePlan } from './model.ts';

/** The result of an expression that failed. The failure is already counted. */
export const failed = Symbol('failed');

/** The value of an expression for the current item, or `failed`. */
export function evaluate(collection: Collection, rule: RulePlan, expression: Expression): unknown {
  try {
    return expression.evaluate(collection.items.values[collection.place], collection.scope);
  } catch (error) {
    skipWith(collection, rule, 'expression_error', failureText(error, collection.scope.budget));
    return failed;
  }
}

/**
 * Writes the current item's labels into the family's next row, and returns its timestamp, NaN for none. If a label or
 * the timestamp is invalid, or the series exists, the item is counted as skipped and the result is undefined.
 */
export function claim(
  collection: Collection,
  rule: RulePlan,
  slots: Slots,
  builder: FamilyBuilder,
): number | undefined {
  if (!readLabels(collection, rule, slots)) return undefined;
  const timestamp = readTimestamp(collection, rule);
  if (timestamp === undefined) return undefined;
  const hash = fillRow(collection, rule, slots, builder);
  if (rule.fill !== undefined) noteBase(collection, rule, builder);
  if (claimSeries(builder, hash)) return timestamp;
  skipDuplicate(collection, rule, builder);
  return undefined;
}

/** Values that programs use for "never", such as the year 1, are before 1970. */
const firstTimestamp = 0;

/** 31 December 9999: a larger number is not in seconds. */
const lastTimestamp = 253_402_300_799;

function readTimestamp(collection: Collection, rule: RulePlan): number | undefined {
  const { timestamp: expression } = rule.definition;
  if (expression === undefined) return Number.NaN;
  const value = evaluate(collection, rule, expression);
  if (value === null || value === undefined) return Number.NaN;
  if (value === failed) return undefined;
  const seconds = typeof value === 'boolean' ? undefined : toNumber(value);
  if (seconds !== undefined && seconds >= firstTimestamp && seconds <= lastTimestamp)
    return seconds;
  skip(collection, rule, 'invalid_timestamp', `timestamp: ${expression.text}`, value);
  return undefined;
}

function skipDuplicate(collection: Collection, rule: RulePlan, builder: FamilyBuilder): void {
  if (countKnown(collection, rule, 'duplicate')) return;
  const texts = nextLabels(builder);
  const labels = builder.labelNames.flatMap((name, column) => {
    const text = column === builder.partColumn ? '' : (texts[column] ?? '');
    return text === '' ? [] : [`${name}=${shown(text)}`];
  });
  skipWith(collection, rule, 'duplicate', `{${labels.join(',')}}`);
}
