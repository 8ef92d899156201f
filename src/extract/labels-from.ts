import { spend, stepsOf, unlimited } from '../budget/budget.ts';
import type { LabelsFromDefinition } from './definition.ts';
import { ExtractionError } from './extraction.ts';
import { cut } from '../message/cut.ts';
import { shown } from './shown.ts';
import { failureText } from './expression-failure.ts';
import { countKnown, skip, skipWith } from './skips.ts';
import { labelText } from './text.ts';
import type { Collection, LabelsFromPlan, RulePlan } from './model.ts';

/** Prepares the allow-list, once. */
export function planLabelsFrom(definition: LabelsFromDefinition): LabelsFromPlan {
  const patterns = definition.allow.filter((pattern) => pattern.includes('*'));
  return {
    definition,
    names: new Set(definition.allow),
    patterns: patterns.map((pattern) => pattern.split('*')),
  };
}

/**
 * Collects the names and values of a rule's `labelsFrom` for the current item in `collection.found`. False if one of
 * them is not valid as a label, which is counted as a skip. Names that begin with `__` are reserved by Prometheus and
 * omitted. If two keys result in the same name, the first one with a value is used, and the other is counted. @throws ExtractionError for more names than a family may have
 */
export function readLabelsFrom(collection: Collection, rule: RulePlan): boolean {
  collection.found.length = 0;
  return rule.labelsFrom.every((plan) => readMap(collection, rule, plan));
}

function readMap(collection: Collection, rule: RulePlan, plan: LabelsFromPlan): boolean {
  const { map } = plan.definition;
  const { items, place, scope } = collection;
  let labels: unknown;
  try {
    labels = map.evaluate(items.values[place], scope);
  } catch (error) {
    skipWith(
      collection,
      rule,
      'expression_error',
      `labelsFrom: ${failureText(error, scope.budget)}`,
    );
    return false;
  }
  if (labels === null || labels === undefined) return true;
  if (typeof labels !== 'object' || Array.isArray(labels)) {
    const found = `labelsFrom ${cut(map.text, 80)} is not an object: ${shown(labels)}`;
    skipWith(collection, rule, 'label_not_scalar', found);
    return false;
  }
  const { budget = unlimited } = scope;
  return Object.entries(labels).every(([key, value]: [string, unknown]) => {
    spend(budget, (1 + plan.patterns.length) * stepsOf(key.length));
    return !isAllowed(plan, key) || readEntry(collection, rule, plan.definition, key, value);
  });
}

function readEntry(
  collection: Collection,
  rule: RulePlan,
  { map, prefix }: LabelsFromDefinition,
  key: string,
  value: unknown,
): boolean {
  spend(collection.scope.budget ?? unlimited, mostLabelNames); // each is compared with the previous ones
  const name = labelName(prefix + key);
  if (name.startsWith('__')) return true;
  const text = labelText(value);
  if (text === undefined) {
    const subject = `label ${name}: ${map.text}[${JSON.stringify(cut(key, 80))}]`;
    skip(collection, rule, 'label_not_scalar', subject, value);
    return false;
  }
  if (text === '') return true;
  const known = foundText(collection, name);
  if (known === undefined) {
    if (text.length > collection.plan.limits.labelValueLength) {
      skipTooLong(collection, rule, `label ${cut(name, 80)}: ${cut(map.text, 80)}`, text);
      return false;
    }
    // Otherwise each of a million keys would be compared with all previous ones.
    if (collection.found.length >= 2 * mostLabelNames) throw tooManyNames(rule);
    collection.found.push(name, text);
  } else if (!countKnown(collection, rule, 'duplicate_label')) {
    const subject = `${cut(map.text, 80)}[${JSON.stringify(cut(key, 80))}]`;
    const found = `${subject} is ${shown(text)}, but the label ${cut(name, 80)} is ${shown(known)} of a key before it`;
    skipWith(collection, rule, 'duplicate_label', found);
  }
  return true;
}

/** The value of an earlier key with this name. */
function foundText({ found }: Collection, name: string): string | undefined {
  const at = found.findIndex((text, place) => place % 2 === 0 && text === name);
  return at < 0 ? undefined : found[at + 1];
}

/** More label names than any family needs. A document could add a new one with every item. */
export const mostLabelNames = 128;

/** The error if `labelsFrom` would add more than `mostLabelNames` to a family. */
export function tooManyNames({ name }: { readonly name: string }): ExtractionError {
  return new ExtractionError(
    `${name}: labelsFrom finds more than ${mostLabelNames} label names: allow fewer of them`,
  );
}

/** Characters that are not allowed in label names become `_`, as in kube-state-metrics. */
function labelName(text: string): string {
  const name = text.replaceAll(/[^a-zA-Z0-9_]/gu, '_');
  return /^\d/u.test(name) || name === '' ? `_${name}` : name;
}

function isAllowed({ names, patterns }: LabelsFromPlan, key: string): boolean {
  return names.has(key) || patterns.some((parts) => fits(key, parts));
}

/** Whether `key` consists of the parts in this order with anything between them. Takes linear time. */
function fits(key: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (key.length < first.length + last.length) return false;
  if (!key.startsWith(first) || !key.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = key.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= key.length - last.length;
}

/** Counts that a label of the present item is longer than allowed. */
export function skipTooLong(
  collection: Collection,
  rule: RulePlan,
  subject: string,
  value: unknown,
): void {
  if (countKnown(collection, rule, 'label_too_long')) return;
  const most = collection.plan.limits.labelValueLength;
  skipWith(
    collection,
    rule,
    'label_too_long',
    `${cut(subject, 120)} is ${shown(value)}, longer than limits.labelValueLength (${most})`,
  );
}
