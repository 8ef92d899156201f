import type { MetricDefinition, RuleDefinition } from './definition.ts';
import { partLabel } from './plan.ts';

/** Why a definition cannot work. `key` is the key of the configuration that it is about. */
export interface DefinitionProblem {
  /** Place among the metric's rules; undefined when it is about the metric. */
  readonly rule: number | undefined;
  readonly key: string;
  readonly message: string;
}

type RuleKey = keyof RuleDefinition;

/** What a type of several rows a series has no use for. */
const valueKeys = ['value', 'default', 'map', 'fill'] as const satisfies readonly RuleKey[];
const distributionKeys = [
  'buckets',
  'quantiles',
  'count',
  'sum',
] as const satisfies readonly RuleKey[];

interface KeysOfType {
  readonly needed: readonly RuleKey[];
  readonly refused: readonly RuleKey[];
}

const keysOfType: { readonly [T in MetricDefinition['type']]: KeysOfType } = {
  gauge: { needed: ['value'], refused: distributionKeys },
  counter: { needed: ['value'], refused: distributionKeys },
  unknown: { needed: ['value'], refused: distributionKeys },
  info: { needed: [], refused: distributionKeys },
  stateset: {
    needed: ['value'],
    refused: ['default', 'map', 'scale', 'fill', ...distributionKeys],
  },
  histogram: { needed: ['buckets'], refused: ['quantiles', ...valueKeys] },
  summary: { needed: ['count', 'sum'], refused: ['buckets', ...valueKeys] },
};

/** Every reason why a metric as it is defined cannot be extracted; none when it can. */
export function definitionProblems(definition: MetricDefinition): DefinitionProblem[] {
  return [
    ...stateProblems(definition),
    ...definition.rules.flatMap((rule, place) =>
      ruleProblems(definition, rule).map((problem) => ({ ...problem, rule: place })),
    ),
  ];
}

function stateProblems({ type, states }: MetricDefinition): DefinitionProblem[] {
  if (type === 'stateset') {
    if (states === undefined || states.length === 0) {
      return [
        { rule: undefined, key: 'states', message: 'a stateset needs states, a list of texts' },
      ];
    }
    if (new Set(states).size < states.length || states.includes('')) {
      return [{ rule: undefined, key: 'states', message: 'states must be distinct and not empty' }];
    }
    return [];
  }
  if (states === undefined) return [];
  return [
    { rule: undefined, key: 'states', message: `states is for a stateset, not for a ${type}` },
  ];
}

type RuleProblem = Omit<DefinitionProblem, 'rule'>;

function ruleProblems(definition: MetricDefinition, rule: RuleDefinition): RuleProblem[] {
  const { type } = definition;
  const { needed, refused } = keysOfType[type];
  return [
    ...needed
      .filter((key) => rule[key] === undefined)
      .map((key) => ({ key, message: `a ${type} needs ${key}` })),
    ...refused
      .filter((key) => rule[key] !== undefined)
      .map((key) => ({ key, message: `${key} is not for a ${type}` })),
    ...labelProblems(definition, rule),
    ...scaleProblems(definition, rule),
    ...fillProblems(rule),
  ];
}

function labelProblems(definition: MetricDefinition, rule: RuleDefinition): RuleProblem[] {
  const part = partLabel(definition);
  if (part === undefined) return [];
  const message = `the label ${part} of a ${definition.type} is its own`;
  if (rule.labels.some(({ name }) => name === part)) return [{ key: 'labels', message }];
  return Object.hasOwn(rule.staticLabels, part) ? [{ key: 'staticLabels', message }] : [];
}

function scaleProblems({ type }: MetricDefinition, { scale }: RuleDefinition): RuleProblem[] {
  const isDistribution = type === 'histogram' || type === 'summary';
  if (!isDistribution || scale === undefined || scale > 0) return [];
  return [{ key: 'scale', message: `the scale of a ${type} must be more than 0` }];
}

function fillProblems({ fill, labels, labelsFrom }: RuleDefinition): RuleProblem[] {
  if (fill === undefined) return [];
  const problems = Object.keys(fill)
    .filter((name) => labels.every((label) => label.name !== name))
    .map((name) => ({
      key: 'fill',
      message: `fill names ${name}, which is not one of the labels`,
    }));
  if (labelsFrom !== undefined && labelsFrom.length > 0) {
    problems.push({ key: 'fill', message: 'fill does not go together with labelsFrom' });
  }
  return problems;
}
