import type { Locate } from '../engine/generation.ts';
import type { SkipReason } from '../extract/extraction.ts';
import type { AbsentLabelTrace, RuleTrace } from '../extract/trace.ts';

/** Describes what one rule did, with the corresponding positions in the configuration. */
export function ruleText(rule: RuleTrace, all: readonly RuleTrace[], locate: Locate): string {
  const path = rulePath(rule, all);
  const { metric, items, matched, leftOut, samples, skips } = rule;
  const place = placeText(locate(path));
  return [
    `${metric}${place}: ${items}: ${count(matched, 'item')}, ${count(samples, 'sample')}`,
    ...leftOutText(leftOut, placeText(placeOf(path, ['when'], locate))),
    ...rule.absentLabels
      .filter((label) => label.count === rule.labelled || label.hint !== '')
      .map((label) => labelText(label, rule, placeText(labelPlace(path, label.name, locate)))),
    ...skips.flatMap((skip) => [
      `  skipped, ${skip.reason}: ${skip.count}${placeText(placeOf(path, keysOf[skip.reason], locate))}`,
      ...skip.offenders.map(({ path: item, found }) => `    ${item}: ${found}`),
      ...(skip.count > skip.offenders.length ? ['    …'] : []),
    ]),
  ].join('\n');
}

/** A note in brackets, or ''. */
export function placeText(place: string | undefined): string {
  return place === undefined ? '' : ` (${place})`;
}

/** The settings of a single rule are in the metric itself; several rules are in an array. */
function rulePath({ metric, rule }: RuleTrace, all: readonly RuleTrace[]): readonly PropertyKey[] {
  const several = all.filter((each) => each.metric === metric).length > 1;
  return several ? ['metrics', metric, 'rules', rule] : ['metrics', metric];
}

/** The settings that most likely caused a skip, in order of preference. */
const keysOf: { readonly [R in SkipReason]: readonly string[] } = {
  each_missing: ['entries', 'each'],
  null: ['value', 'buckets', 'quantiles', 'count'],
  unmapped: ['map'],
  not_a_number: ['value', 'sum', 'count'],
  unknown_state: ['value'],
  invalid_histogram: ['buckets'],
  invalid_summary: ['quantiles', 'count'],
  invalid_timestamp: ['timestamp'],
  label_not_scalar: ['labels', 'labelsFrom'],
  label_too_long: ['labels', 'labelsFrom'],
  duplicate_label: ['labelsFrom'],
  expression_error: [],
  duplicate: ['labels'],
  bad_document: [],
  bad_row: [],
  duplicate_key: [],
  not_json: [],
  bad_exemplar: [],
  bad_metadata: [],
  stale_session: [],
};

/** The position of the first of these settings in the rule, or in its collector. */
function placeOf(
  rule: readonly PropertyKey[],
  keys: readonly string[],
  locate: Locate,
): string | undefined {
  for (const above of [rule, []]) {
    for (const key of keys) {
      const place = locate([...above, key]);
      if (place !== locate(above)) return place;
    }
  }
  return undefined;
}

function labelPlace(
  rule: readonly PropertyKey[],
  name: string,
  locate: Locate,
): string | undefined {
  for (const above of [rule, []]) {
    const place = locate([...above, 'labels', name]);
    if (place !== locate([...above, 'labels'])) return place;
  }
  return undefined;
}

function leftOutText({ count: left, paths, hint }: RuleTrace['leftOut'], place: string): string[] {
  if (left === 0) return [];
  const first = paths.join(', ') + (left > paths.length ? ', …' : '');
  return [`  left out by when: ${left}${place}: ${first}${hint}`];
}

/** A label that is missing in some items may be intended; one that is missing in all is probably misspelled. */
function labelText(
  { name, text, count: absent, path, hint }: AbsentLabelTrace,
  { labelled }: RuleTrace,
  place: string,
): string {
  const where = absent === labelled ? 'any item' : `${absent} of ${labelled} items`;
  return `  label ${name}${place}: ${text} finds nothing in ${where}, first in ${path}${hint}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
