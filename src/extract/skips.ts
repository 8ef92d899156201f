import { closest } from '../message/suggestion.ts';
import { ExtractionError, type SkipReason } from './extraction.ts';
import { cut } from '../message/cut.ts';
import { shown } from './shown.ts';
import { itemPath } from './item-path.ts';
import { suggestField } from './missing-field.ts';
import { countTraced, traceSkip } from './trace.ts';
import type { Collection, RulePlan, SkipEntry } from './model.ts';

/** Counts that the current item has no sample because of the value that the expression `subject` found. */
export function skip(
  collection: Collection,
  rule: RulePlan,
  reason: SkipReason,
  subject: string,
  value: unknown,
): void {
  if (countKnown(collection, rule, reason)) return;
  skipWith(collection, rule, reason, `${cut(subject, 80)} is ${shown(value)}`);
}

/** Counts that the value of an expression is not an allowed one, such as a key of `map`. */
export function skipUnlisted(
  collection: Collection,
  rule: RulePlan,
  reason: Extract<SkipReason, 'unmapped' | 'unknown_state'>,
  subject: string,
  value: unknown,
  listed: Iterable<string>,
): void {
  if (countKnown(collection, rule, reason)) return;
  const near = typeof value === 'string' ? closest(value.slice(0, 80), listed) : undefined;
  const where = reason === 'unmapped' ? 'map has' : 'states has';
  const hint = near === undefined ? '' : `; ${where} ${shown(near)}`;
  skipWith(collection, rule, reason, `${cut(subject, 80)} is ${shown(value)}${hint}`);
}

/** Counts that a value of the current item is missing, or fails the collection, depending on `onMissing`. */
export function skipMissing(collection: Collection, rule: RulePlan, subject: string): void {
  const failing = rule.definition.onMissing === 'fail';
  if (!failing && countKnown(collection, rule, 'null')) return;
  const { items, place, scope } = collection;
  const item = items.values[place] ?? null;
  const where = item === null ? '' : ` in ${shown(item)}`;
  const found = `${cut(subject, 80)} is null${where}${suggestField(subject, { ...scope, item })}`;
  if (failing) throw missingError(collection, rule, found);
  skipWith(collection, rule, 'null', found);
}

/** The failure of a collection by `onMissing: fail`. */
export function missingError(
  { items, place }: Collection,
  { name }: RulePlan,
  found: string,
): ExtractionError {
  return new ExtractionError(`${name}: ${itemPath(items, place)}: ${found} (onMissing: fail)`);
}

/** Counts that the current item has no sample, with a message from the caller. */
export function skipWith(
  collection: Collection,
  rule: RulePlan,
  reason: SkipReason,
  found: string,
): void {
  const { items, place, trace } = collection;
  const path = itemPath(items, place);
  const entry = entryOf(collection, rule, reason);
  if (entry === undefined) {
    const first = { metric: rule.name, reason, count: 1, path, found };
    collection.skips.push(first);
    const ofMetric = collection.skipsOf[rule.metric] ?? new Map<SkipReason, SkipEntry>();
    collection.skipsOf[rule.metric] = ofMetric.set(reason, first);
  } else {
    entry.count += 1;
  }
  const ruleTrace = trace?.[rule.order];
  if (ruleTrace !== undefined) traceSkip(ruleTrace, reason, { path, found });
}

/**
 * Counts a skip that needs no message, since its metric already has one for this reason and the trace is full. False
 * if it must be reported with `skipWith`.
 */
export function countKnown(collection: Collection, rule: RulePlan, reason: SkipReason): boolean {
  const entry = entryOf(collection, rule, reason);
  const ruleTrace = collection.trace?.[rule.order];
  if (entry === undefined || (ruleTrace !== undefined && !countTraced(ruleTrace, reason))) {
    return false;
  }
  entry.count += 1;
  return true;
}

function entryOf(
  { skipsOf }: Collection,
  { metric }: RulePlan,
  reason: SkipReason,
): SkipEntry | undefined {
  return skipsOf[metric]?.get(reason);
}
