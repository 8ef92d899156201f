import type { Expression } from '../expression/expression.ts';
import { claim, evaluate, failed } from './claim.ts';
import type { Collection } from './collection.ts';
import { addSample } from './collection.ts';
import type { FamilyBuilder } from './family-builder.ts';
import { startPart } from './family-builder.ts';
import { cut, shown } from './found.ts';
import { applyScale, numberText, toNumber } from './number.ts';
import type { RulePlan } from './plan.ts';
import { skip, skipMissing, skipWith } from './skips.ts';
import type { Slots } from './slots.ts';

/** A bound or quantile with what stands at it. */
interface Part {
  readonly at: number;
  readonly value: number;
}

/** Adds a histogram's rows: its buckets by upper bound, then `_sum`, then `_count`. */
export function addHistogram(
  collection: Collection,
  rule: RulePlan,
  slots: Slots,
  builder: FamilyBuilder,
): void {
  const { buckets: expression, count, sum } = rule.definition;
  if (expression === undefined) return;
  const object = readObject(collection, rule, expression, 'invalid_histogram');
  if (object === undefined) return;
  const stated = count === undefined ? Number.NaN : readCount(collection, rule, count);
  const total = sum === undefined ? Number.NaN : readNumber(collection, rule, sum);
  if (stated === undefined || total === undefined) return;
  const buckets = readBuckets(object, stated);
  if (typeof buckets === 'string') {
    skipWith(collection, rule, 'invalid_histogram', `${cut(expression.text, 80)}${buckets}`);
    return;
  }
  const last = buckets.at(-1);
  if (last === undefined || last.at !== Number.POSITIVE_INFINITY) {
    skipWith(
      collection,
      rule,
      'null',
      `${cut(expression.text, 80)} has no +Inf and there is no count`,
    );
    return;
  }
  const timestamp = claim(collection, rule, slots, builder);
  if (timestamp === undefined) return;
  for (const [place, { at, value }] of buckets.entries()) {
    startPart(builder, place, numberText(applyScale(rule.scale, at)));
    addSample(collection, rule, builder, value, timestamp, '_bucket');
  }
  addTotals(
    collection,
    rule,
    builder,
    buckets.length,
    sum === undefined ? undefined : total,
    last.value,
    timestamp,
  );
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
  const stated = readCount(collection, rule, count);
  const total = stated === undefined ? undefined : readNumber(collection, rule, sum);
  if (stated === undefined || total === undefined) return;
  const quantiles = readQuantiles(object);
  if (typeof quantiles === 'string') {
    const found = `${cut(expression?.text ?? '', 80)}${quantiles}`;
    skipWith(collection, rule, 'invalid_summary', found);
    return;
  }
  const timestamp = claim(collection, rule, slots, builder);
  if (timestamp === undefined) return;
  for (const [place, { at, value }] of quantiles.entries()) {
    startPart(builder, place, numberText(at));
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
  reason: 'invalid_histogram' | 'invalid_summary',
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
  const number = toNumber(value);
  if (number === undefined) skip(collection, rule, 'not_a_number', expression.text, value);
  return number;
}

function readCount(
  collection: Collection,
  rule: RulePlan,
  expression: Expression,
): number | undefined {
  const count = readNumber(collection, rule, expression);
  if (count === undefined || count >= 0) return count;
  const { type } =
    rule.definition.buckets === undefined ? { type: 'summary' } : { type: 'histogram' };
  const reason = type === 'summary' ? 'invalid_summary' : 'invalid_histogram';
  skipWith(collection, rule, reason, `${cut(expression.text, 80)}: ${count} is not a count`);
  return undefined;
}

/**
 * Buckets in the order of their bounds, with a `+Inf` bucket where `count` is known; or what is wrong
 * with them. `count` is NaN when the rule has none.
 */
function readBuckets(object: object, count: number): Part[] | string {
  const buckets: Part[] = [];
  for (const [bound, value] of Object.entries(object) as [string, unknown][]) {
    const at = toNumber(bound);
    if (at === undefined || Number.isNaN(at)) return `: the bound ${shown(bound)} is not a number`;
    const number = toNumber(value);
    if (number === undefined || !(number >= 0)) {
      return `: ${shown(value)} at le ${numberText(at)} is not a count`;
    }
    buckets.push({ at, value: number });
  }
  buckets.sort(byPlace);
  const last = buckets.at(-1);
  if (!Number.isNaN(count) && last?.at !== Number.POSITIVE_INFINITY) {
    buckets.push({ at: Number.POSITIVE_INFINITY, value: count });
  }
  return faultOf(buckets) ?? countFault(buckets, count) ?? buckets;
}

function faultOf(buckets: readonly Part[]): string | undefined {
  let before: Part | undefined;
  for (const bucket of buckets) {
    const le = numberText(bucket.at);
    if (before?.at === bucket.at) return `: the bound ${le} is there twice`;
    if (before !== undefined && bucket.value < before.value) {
      return `: ${bucket.value} at le ${le} is less than the bucket before`;
    }
    before = bucket;
  }
  return undefined;
}

function countFault(buckets: readonly Part[], count: number): string | undefined {
  const last = buckets.at(-1);
  if (last === undefined || Number.isNaN(count) || last.value === count) return undefined;
  return `: ${last.value} at le +Inf is not the count ${count}`;
}

/** Quantiles in order, without those that are null; or what is wrong with them. */
function readQuantiles(object: object): Part[] | string {
  const quantiles: Part[] = [];
  for (const [quantile, value] of Object.entries(object) as [string, unknown][]) {
    const at = toNumber(quantile);
    if (at === undefined || !(at >= 0 && at <= 1)) {
      return `: the quantile ${shown(quantile)} is not between 0 and 1`;
    }
    if (value === null || value === undefined) continue;
    const number = toNumber(value);
    if (number === undefined) {
      return `: ${shown(value)} at quantile ${numberText(at)} is not a number`;
    }
    quantiles.push({ at, value: number });
  }
  quantiles.sort(byPlace);
  const twice = quantiles.find((part, place) => quantiles[place - 1]?.at === part.at);
  return twice === undefined ? quantiles : `: the quantile ${numberText(twice.at)} is there twice`;
}

function byPlace(a: Part, b: Part): number {
  return a.at < b.at ? -1 : Number(a.at > b.at);
}
