import type { MetricType } from '../metric/family.ts';
import { partLabel } from '../metric/sample-names.ts';

/**
 * What of a metric decides whether it can work: which keys its rules have, and a few of their values. A
 * `MetricDefinition` is one, and so is what a configuration says before anything in it is compiled.
 */
export interface MetricOutline {
  readonly name: string;
  readonly type: MetricType;
  readonly states?: readonly string[] | undefined;
  readonly rules: readonly RuleOutline[];
}

/** A key that is `unknown` counts as there unless it is undefined. */
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

/** Why a metric cannot work. */
export interface DefinitionProblem {
  /** Place among the metric's rules; undefined when it is about the metric. */
  readonly rule: number | undefined;
  /** From the rule, or the metric, to what it is about. */
  readonly path: readonly [key: string, ...rest: string[]];
  readonly message: string;
}

type RuleKey = keyof RuleOutline;

/** What a type of several rows a series has no use for. */
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
  /** What it is made of, for whoever wrote something else. */
  readonly takes: string;
}

const meanings = {
  value: 'an expression such as total.amount, or a constant',
  buckets: 'an expression that gives an object of upper bound and cumulative count',
  count: 'an expression that gives the number of observations',
  sum: 'an expression that gives the sum of all observations',
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

/** Every reason why a metric as it is defined cannot be extracted; none when it can. */
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
    return 'is missing: a stateset needs states, a list of texts';
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
  return [at([key, part], `the label ${part} of a ${metric.type} is its own: choose another`)];
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
    problems.push(at(['fill'], 'fill does not go together with labelsFrom'));
  }
  return problems;
}

function some(type: MetricType): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
