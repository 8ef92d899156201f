import { type Budget, spend, unlimited } from '../budget/budget.ts';
import { shown } from './shown.ts';
import { boundText, toNumber } from './number.ts';

/** A bound or quantile, and its value. */
export interface Part {
  readonly at: number;
  readonly value: number;
}

/**
 * Cumulative buckets in the order of their bounds, with a `+Inf` bucket if `count` is known. A string describes what
 * is wrong with them.
 *
 * @param count NaN when the rule has none
 * @param cumulative whether the object's counts already include those of smaller bounds
 */
export function readBuckets(
  object: object,
  count: number,
  cumulative: boolean,
  budget?: Budget,
): readonly Part[] | string {
  const parts = readParts(object, budget);
  if (typeof parts === 'string') return parts;
  const buckets = cumulative ? parts : addedUp(parts);
  const last = buckets.at(-1);
  if (!Number.isNaN(count) && last?.at !== Number.POSITIVE_INFINITY) {
    buckets.push({ at: Number.POSITIVE_INFINITY, value: count });
  }
  return faultOf(buckets) ?? countFault(buckets, count) ?? buckets;
}

function readParts(object: object, budget?: Budget): Part[] | string {
  const buckets: Part[] = [];
  for (const [bound, value] of membersOf(object, budget)) {
    const at = toNumber(bound);
    if (at === undefined || Number.isNaN(at)) return `: the bound ${shown(bound)} is not a number`;
    const number = toNumber(value);
    if (number === undefined || !(number >= 0)) {
      return `: ${shown(value)} at le ${boundText(at)} is not a count`;
    }
    buckets.push({ at, value: number });
  }
  return buckets.toSorted(byPlace);
}

function addedUp(parts: readonly Part[]): Part[] {
  let sum = 0;
  return parts.map(({ at, value }) => {
    sum += value;
    return { at, value: sum };
  });
}

function faultOf(buckets: readonly Part[]): string | undefined {
  let before: Part | undefined;
  for (const bucket of buckets) {
    const le = boundText(bucket.at);
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

/** Quantiles in order, without those that are null. A string describes what is wrong with them. */
export function readQuantiles(object: object, budget?: Budget): Part[] | string {
  const quantiles: Part[] = [];
  for (const [quantile, value] of membersOf(object, budget)) {
    const at = toNumber(quantile);
    if (at === undefined || !(at >= 0 && at <= 1)) {
      return `: the quantile ${shown(quantile)} is not between 0 and 1`;
    }
    if (value === null || value === undefined) continue;
    const number = toNumber(value);
    if (number === undefined) {
      return `: ${shown(value)} at quantile ${boundText(at)} is not a number`;
    }
    quantiles.push({ at, value: number });
  }
  quantiles.sort(byPlace);
  const twice = quantiles.find((part, place) => quantiles[place - 1]?.at === part.at);
  return twice === undefined ? quantiles : `: the quantile ${boundText(twice.at)} is there twice`;
}

function membersOf(object: object, budget: Budget = unlimited): readonly [string, unknown][] {
  const members: [string, unknown][] = Object.entries(object);
  spend(budget, stepsOfPart * members.length);
  return members;
}

const stepsOfPart = 8;

function byPlace(a: Part, b: Part): number {
  return a.at < b.at ? -1 : Number(a.at > b.at);
}
