import type { Expression } from '../expression/expression.ts';
import { readBuckets, readQuantiles, type Part } from './buckets.ts';
import { claim, evaluate, failed } from './claim.ts';
import { addSample } from './collection.ts';
import type { SkipReason } from './extraction.ts';
import { startPart, type FamilyBuilder } from './family-builder.ts';
import { cut } from '../message/cut.ts';
import { shown } from './shown.ts';
import { applyScale, boundText, toNumber } from './number.ts';
import { skip, skipMissing, skipWith } from './skips.ts';
import type { Slots } from './label-cells.ts';
import type { Collection, RulePlan } from './model.ts';

type DistributionFault = Extract<SkipReason, 'invalid_histogram' | 'invalid_summary'>;

/** Adds a histogram's rows: its buckets by upper bound, then `_sum`, then `_count`. */
export function addHistogram(
  collection: Collection,
  rule: RulePlan,
  slots: Slots,
  builder: FamilyBuilder,
): void {
  const buckets = readHistogram(collection, rule);
  if (buckets === undefined) return;
  const { sum: expression } = rule.definition;
  const sum = expression === undefined ? Number.NaN : readNumber(collection, rule, expression);
  const timestamp = sum === undefined ? undefined : claim(collection, rule, slots, builder);
  if (timestamp === undefined) return;
  for (const [place, { at, value }] of buckets.entries()) {
    startPart(builder, place, boundText(applyScale(rule.scale, at)));
    addSample(collection, rule, builder, value, timestamp, '_bucket');
  }
  const count = buckets.at(-1)?.value ?? 0;
  const total = expression === undefined ? undefined : sum;
  addTotals(collection, rule, builder, buckets.length, total, count, timestamp);
}

/** A histogram's buckets, of which the last one is `+Inf`. If they are invalid, a skip is counted and the result is undefined. */
function readHistogram(collection: Collection, rule: RulePlan): readonly Part[] | undefined {
  const { buckets: expression, count, cumulative = true } = rule.definition;
  if (expression === undefined) return undefined;
  const object = readObject(collection, rule, expression, 'invalid_histogram');
  if (object === undefined) return undefined;
  const stated =
    count === undefined ? Number.NaN : readCount(collection, rule, count, 'invalid_histogram');
  if (stated === undefined) return undefined;
  const buckets = readBuckets(object, stated, cumulative, collection.scope.budget);
  const text = cut(expression.text, 80);
  if (typeof buckets === 'string') {
    skipWith(collection, rule, 'invalid_histogram', text + buckets);
    return undefined;
  }
  if (buckets.at(-1)?.at === Number.POSITIVE_INFINITY) return buckets;
  skipWith(collection, rule, 'null', `${text} has no +Inf and there is no count`);
  return undefined;
}

/** Adds a summary's rows: its quantiles in order, then `_sum`, then `_count`. */
export function addSummary(
  collection: Collection,
  rule: RulePlan,
  slots: Slots,
  builder: FamilyBuilder,
): void {
  const { quantiles: expression, count, sum } = rule.definition;
  if (count === undefined || sum === undefined) return;
  const object =
    expression === undefined ? {} : readObject(collection, rule, expression, 'invalid_summary');
  if (object === undefined) return;
  const stated = readCount(collection, rule, count, 'invalid_summary');
  const total = stated === undefined ? undefined : readNumber(collection, rule, sum);
  if (stated === undefined || total === undefined) return;
  const quantiles = readQuantiles(object, collection.scope.budget);
  if (typeof quantiles === 'string') {
    const found = `${cut(expression?.text ?? '', 80)}${quantiles}`;
    skipWith(collection, rule, 'invalid_summary', found);
    return;
  }
  const timestamp = claim(collection, rule, slots, builder);
  if (timestamp === undefined) return;
  for (const [place, { at, value }] of quantiles.entries()) {
    startPart(builder, place, boundText(at));
    addSample(collection, rule, builder, applyScale(rule.scale, value), timestamp, '');
  }
  addTotals(collection, rule, builder, quantiles.length, total, stated, timestamp);
}

function addTotals(
  collection: Collection,
  rule: RulePlan,
  builder: FamilyBuilder,
  place: number,
  sum: number | undefined,
  count: number,
  timestamp: number,
): void {
  if (sum !== undefined) {
    startPart(builder, place, '');
    addSample(collection, rule, builder, applyScale(rule.scale, sum), timestamp, '_sum');
  }
  startPart(builder, sum === undefined ? place : place + 1, '');
  addSample(collection, rule, builder, count, timestamp, '_count');
}

function readObject(
  collection: Collection,
  rule: RulePlan,
  expression: Expression,
  reason: DistributionFault,
): object | undefined {
  const value = evaluate(collection, rule, expression);
  if (value === failed) return undefined;
  if (value === null || value === undefined) {
    skipMissing(collection, rule, expression.text);
    return undefined;
  }
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  const found = `${cut(expression.text, 80)} is not an object: ${shown(value)}`;
  skipWith(collection, rule, reason, found);
  return undefined;
}

function readNumber(
  collection: Collection,
  rule: RulePlan,
  expression: Expression,
): number | undefined {
  const value = evaluate(collection, rule, expression);
  if (value === failed) return undefined;
  if (value === null || value === undefined) {
    skipMissing(collection, rule, expression.text);
    return undefined;
  }
  const number = toNumber(value, collection.scope.budget);
  if (number === undefined) skip(collection, rule, 'not_a_number', expression.text, value);
  return number;
}

function readCount(
  collection: Collection,
  rule: RulePlan,
  expression: Expression,
  reason: DistributionFault,
): number | undefined {
  const count = readNumber(collection, rule, expression);
  if (count === undefined || count >= 0) return count;
  skipWith(collection, rule, reason, `${cut(expression.text, 80)}: ${count} is not a count`);
  return undefined;
}
