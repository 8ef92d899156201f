import {
  definitionProblems,
  type DefinitionProblem,
  type RuleOutline,
} from '../../extract/problems.ts';
import { isMap } from '../../schema/containers.ts';
import { Text } from '../../schema/text.ts';
import { typeOf } from './families.ts';
import type { Finding } from '../../schema/finding.ts';
import { metricTypes, ruleKeys } from '../schema/metric.ts';
import { keysOf, type Path, type RawMap } from '../document/raw.ts';

/** Checks the keys of a metric against each other and against those of its collector. */
export function checkMetric(
  path: Path,
  name: string,
  metric: RawMap,
  collector: RawMap,
): readonly Finding[] {
  const type = typeOf(metric);
  const { rules } = metric;
  const places = rulesOf(path, metric);
  return [
    ...checkName(path, name, type),
    ...(rules === undefined ? [] : refuseBesideRules(path, metric)),
    ...places.flatMap((place) => checkRule(place, type, collector)),
    ...definitionFindings({ path, name, metric, places, collector }),
  ];
}

interface RulePlace {
  readonly path: Path;
  readonly rule: RawMap;
}

/** Where the rules of a metric are: in its `rules`, or in the metric itself. */
function rulesOf(path: Path, metric: RawMap): readonly RulePlace[] {
  const { rules } = metric;
  if (rules === undefined) return [{ path, rule: metric }];
  return (Array.isArray(rules) ? rules : []).flatMap((rule: unknown, i) =>
    isMap(rule) ? [{ path: [...path, 'rules', i], rule }] : [],
  );
}

function checkName(path: Path, name: string, type: string): readonly Finding[] {
  if (type !== 'info' || name.endsWith('_info')) return [];
  return [{ path, message: `the name of an info metric ends in _info: call it ${name}_info` }];
}

function refuseBesideRules(path: Path, metric: RawMap): readonly Finding[] {
  return ruleKeys
    .filter((key) => key in metric)
    .map((key) => ({
      path: [...path, key],
      message: 'cannot stand beside rules: move it into each of the rules',
    }));
}

function checkRule({ path, rule }: RulePlace, type: string, collector: RawMap): readonly Finding[] {
  const findings: Finding[] = [...checkLabels(path, rule)];
  const hasValue = type === 'info' || 'default' in rule;
  const hasItems = 'each' in rule || 'entries' in rule || 'each' in collector;
  if (rule['onMissing'] === 'fail' && hasValue && !hasItems) {
    const why = type === 'info' ? 'on an info metric, which is always 1' : 'beside a default';
    findings.push({ path: [...path, 'onMissing'], message: `has no effect ${why}: leave it out` });
  }
  return type === 'info' ? [...findings, ...checkInfo(path, rule)] : findings;
}

function checkInfo(path: Path, rule: RawMap): readonly Finding[] {
  return ['value', 'default', 'map', 'scale']
    .filter((key) => key in rule && !(key === 'value' && rule[key] === 1))
    .map((key) => ({
      path: [...path, key],
      message: 'has no meaning for an info metric, which is always 1: leave it out',
    }));
}

export function checkLabels(path: Path, { labels, staticLabels }: RawMap): readonly Finding[] {
  if (!isMap(labels) || !isMap(staticLabels)) return [];
  return Object.keys(staticLabels)
    .filter((name) => name in labels)
    .map((name) => ({
      path: [...path, 'staticLabels', name],
      message: 'is in labels too: keep one',
    }));
}

interface MetricPlace {
  readonly path: Path;
  readonly name: string;
  readonly metric: RawMap;
  readonly places: readonly RulePlace[];
  readonly collector: RawMap;
}

/** The mistakes that the extraction reports for the metric, each with its path. */
function definitionFindings(place: MetricPlace): readonly Finding[] {
  const { name, metric, places, collector } = place;
  const type = metricTypes.find((known) => known === typeOf(metric));
  if (type === undefined) return [];
  const rules = places.map(({ rule }) => outlineOf(rule, collector));
  return definitionProblems({ name, type, states: statesOf(metric), rules }).map((problem) => ({
    path: pathOf(problem, place),
    message: problem.message,
  }));
}

function pathOf({ rule, path }: DefinitionProblem, metric: MetricPlace): Path {
  const place = rule === undefined ? undefined : metric.places[rule];
  if (place === undefined) return [...metric.path, ...path];
  const [key, name = ''] = path;
  const isOwn = !hasEntry(metric.collector[key], name) || hasEntry(place.rule[key], name);
  return isOwn ? [...place.path, ...path] : [...metric.path.slice(0, -2), ...path];
}

/** The keys of a rule, including the labels of its collector; their values are not checked. */
function outlineOf(rule: RawMap, collector: RawMap): RuleOutline {
  const { scale, fill, labelsFrom } = rule;
  const isInherited = (name: string) =>
    !hasEntry(rule['labels'], name) && !hasEntry(rule['staticLabels'], name);
  const namesOf = (key: string) => [
    ...keysOf(collector[key]).filter(isInherited),
    ...keysOf(rule[key]),
  ];
  return {
    ...rule,
    labels: namesOf('labels').map((name) => ({ name })),
    staticLabels: Object.fromEntries(namesOf('staticLabels').map((name) => [name, ''])),
    labelsFrom: Array.isArray(labelsFrom) ? labelsFrom : undefined,
    scale: numberOf(scale),
    fill: isMap(fill) ? fill : undefined,
  };
}

function hasEntry(raw: unknown, name: string): boolean {
  return isMap(raw) && name in raw;
}

/** An array that is empty or contains anything but strings is already reported by its field. */
function statesOf({ states }: RawMap): readonly string[] | undefined {
  if (!Array.isArray(states)) return undefined;
  const texts = states.map(textOf);
  return texts.length > 0 && texts.every((text) => text !== undefined) ? texts : ['any'];
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const text = textOf(value);
  return text === undefined ? undefined : Number(text);
}

function textOf(value: unknown): string | undefined {
  if (value instanceof Text) return value.peek();
  return typeof value === 'string' ? value : undefined;
}
