import type { MetricType } from '../metric/family.ts';
import { partLabel } from '../metric/sample-names.ts';

/**
 * The part of a metric that determines whether it is valid: the keys of its rules, and a few of their values. Both a
 * `MetricDefinition` and an uncompiled configuration have this shape.
 */
export interface MetricOutline {
  readonly name: string;
  readonly type: MetricType;
  readonly states?: readonly string[] | undefined;
  readonly rules: readonly RuleOutline[];
}

/** A key of type `unknown` counts as present unless it is undefined. */
export interface RuleOutline {
  readonly labels: readonly { readonly name: string }[];
  readonly staticLabels: Readonly<Record<string, unknown>>;
  readonly labelsFrom?: readonly unknown[] | undefined;
  readonly value?: unknown;
  readonly default?: unknown;
  readonly map?: unknown;
  readonly scale?: number | undefined;
  readonly buckets?: unknown;
  readonly cumulative?: unknown;
  readonly quantiles?: unknown;
  readonly count?: unknown;
  readonly sum?: unknown;
  readonly fill?: Readonly<Record<string, unknown>> | undefined;
}

/** Why a metric is invalid. */
export interface DefinitionProblem {
  /** Index of the rule; undefined if the problem concerns the metric. */
  readonly rule: number | undefined;
  /** Path from the rule, or the metric, to the problem. */
  readonly path: readonly [key: string, ...rest: string[]];
  readonly message: string;
}

type RuleKey = keyof RuleOutline;

/** Keys that types with several rows per series do not support. */
const valueKeys = ['value', 'default', 'map', 'fill'] as const satisfies readonly RuleKey[];
const distributionKeys = [
  'buckets',
  'cumulative',
  'quantiles',
  'count',
  'sum',
] as const satisfies readonly RuleKey[];

interface KeysOfType {
  readonly needed: readonly (keyof typeof meanings)[];
  readonly refused: readonly RuleKey[];
  /** The supported keys, for error messages. */
  readonly takes: string;
}

const meanings = {
  value: 'an expression such as total.amount, or a constant',
  buckets: 'an expression that returns an object of upper bounds and cumulative counts',
  count: 'an expression that returns the number of observations',
  sum: 'an expression that returns the sum of all observations',
} as const satisfies { readonly [K in RuleKey]?: string };

const single = { needed: ['value'], refused: distributionKeys, takes: 'value' } as const;

const keysOfType: { readonly [T in MetricType]: KeysOfType } = {
  gauge: single,
  counter: single,
  unknown: single,
  info: { needed: [], refused: ['fill', ...distributionKeys], takes: 'labels' },
  stateset: {
    needed: ['value'],
    refused: ['default', 'map', 'scale', 'fill', ...distributionKeys],
    takes: 'states and value',
  },
  histogram: {
    needed: ['buckets'],
    refused: ['quantiles', ...valueKeys],
    takes: 'buckets, count and sum',
  },
  summary: {
    needed: ['count', 'sum'],
    refused: ['buckets', 'cumulative', ...valueKeys],
    takes: 'quantiles, count and sum',
  },
};

/** All reasons why a metric definition is invalid; empty if it is valid. */
export function definitionProblems(metric: MetricOutline): DefinitionProblem[] {
  return [
    ...stateProblems(metric),
    ...metric.rules.flatMap((rule, place) =>
      ruleProblems(metric, rule).map((found) => ({ rule: place, ...found })),
    ),
  ];
}

function stateProblems({ type, states }: MetricOutline): DefinitionProblem[] {
  const message = stateFault(type, states);
  return message === undefined ? [] : [{ rule: undefined, path: ['states'], message }];
}

function stateFault(type: MetricType, states: MetricOutline['states']): string | undefined {
  if (type !== 'stateset') {
    return states === undefined ? undefined : `states is for a stateset, not for ${some(type)}`;
  }
  if (states === undefined || states.length === 0)
    return 'is missing: a stateset needs states, an array of strings';
  return new Set(states).size < states.length || states.includes('')
    ? 'states must be distinct and not empty'
    : undefined;
}

type RuleProblem = Omit<DefinitionProblem, 'rule'>;

function ruleProblems(metric: MetricOutline, rule: RuleOutline): RuleProblem[] {
  const { type } = metric;
  const { needed, refused, takes } = keysOfType[type];
  return [
    ...needed
      .filter((key) => rule[key] === undefined)
      .map((key) => at([key], `is missing: ${some(type)} needs ${key}, ${meanings[key]}`)),
    ...refused
      .filter((key) => rule[key] !== undefined)
      .map((key) => at([key], `${key} is not for ${some(type)}, which takes ${takes}`)),
    ...labelProblems(metric, rule),
    ...scaleProblems(metric, rule),
    ...(refused.includes('fill') ? [] : fillProblems(rule)),
  ];
}

function at(path: DefinitionProblem['path'], message: string): RuleProblem {
  return { path, message };
}

function labelProblems(
  metric: MetricOutline,
  { labels, staticLabels }: RuleOutline,
): RuleProblem[] {
  const part = partLabel(metric);
  if (part === undefined) return [];
  const key = labels.some(({ name }) => name === part) ? 'labels' : 'staticLabels';
  if (key === 'staticLabels' && !Object.hasOwn(staticLabels, part)) return [];
  return [
    at([key, part], `the label ${part} is reserved in a ${metric.type}: choose another name`),
  ];
}

function scaleProblems({ type }: MetricOutline, { scale }: RuleOutline): RuleProblem[] {
  const isDistribution = type === 'histogram' || type === 'summary';
  if (!isDistribution || scale === undefined || scale > 0) return [];
  return [at(['scale'], `the scale of a ${type} must be more than 0`)];
}

function fillProblems({ fill, labels, labelsFrom }: RuleOutline): RuleProblem[] {
  if (fill === undefined) return [];
  const problems = Object.keys(fill)
    .filter((name) => labels.every((label) => label.name !== name))
    .map((name) => at(['fill', name], `fill names ${name}, which is not one of the labels`));
  if (labelsFrom !== undefined && labelsFrom.length > 0) {
    problems.push(at(['fill'], 'fill cannot be combined with labelsFrom'));
  }
  return problems;
}

function some(type: MetricType): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
