import { closest } from '../expression/suggestion.ts';
import { isMap } from '../schema/containers.ts';
import { show } from '../schema/show.ts';
import { extractionKeys, sourceKinds } from './collector.ts';
import { typeOf } from './families.ts';
import type { Finding } from './issues.ts';
import { ruleKeys } from './metric.ts';
import { ownFamilies } from '../sources/schemas.ts';

/**
 * What no single field can see, on the configuration as the user wrote it: so these mistakes are told
 * beside those of the fields, in one go. Whatever is not as the schema wants it is passed over here.
 */
export function crossChecks(raw: unknown): readonly Finding[] {
  return [
    ...checkPorts(entry(raw, 'server')),
    ...mapEntries(entry(raw, 'collectors')).flatMap(([name, collector]) =>
      isMap(collector) ? checkCollector(['collectors', name], collector) : [],
    ),
  ];
}

function checkPorts(server: unknown): readonly Finding[] {
  const port = entry(server, 'port') ?? 8000;
  const healthPort = entry(server, 'healthPort');
  if (healthPort === undefined || healthPort === 0 || healthPort !== port) return [];
  return [
    {
      path: ['server', 'healthPort'],
      message: `${show(healthPort)} is the port of the metrics too: choose another, or leave healthPort out (the main port serves /-/healthy and /-/ready as well)`,
    },
  ];
}

type Path = readonly PropertyKey[];
type RawMap = Readonly<Record<string, unknown>>;

function checkCollector(path: Path, collector: RawMap): readonly Finding[] {
  const [kind, ...others] = sourceKinds.filter((name) => name in collector);
  const isClear = kind !== undefined && others.length === 0;
  return [
    ...checkSource(path, collector),
    ...(isClear && makesItsOwn(kind)
      ? refuseExtraction(path, collector, kind)
      : checkMetrics(path, collector, !isClear)),
    ...checkLabels(path, collector),
  ];
}

function checkSource(path: Path, collector: RawMap): readonly Finding[] {
  const kinds = sourceKinds.filter((kind) => kind in collector);
  if (kinds.length === 1) return [];
  if (kinds.length > 1) {
    const second = kinds.toSorted(inOrderOf(Object.keys(collector)))[1] ?? '';
    const message = `has ${kinds.length} sources (${kinds.join(', ')}): keep one`;
    return [{ path: [...path, second], message: `the collector ${message}` }];
  }
  // A source that is only misspelt is told as an unknown key.
  const misspelt = Object.keys(collector).some((key) => closest(key, sourceKinds) !== undefined);
  if (misspelt) return [];
  return [{ path, message: `has no source: write one of ${sourceKinds.join(', ')}` }];
}

function makesItsOwn(kind: string): boolean {
  return Object.entries(ownFamilies).some(([name, { made }]) => name === kind && made === 'own');
}

function refuseExtraction(path: Path, collector: RawMap, kind: string): readonly Finding[] {
  return extractionKeys
    .filter((key) => key in collector)
    .map((key) => ({
      path: [...path, key],
      message: `has no meaning for the source ${kind}, which makes its own metrics: leave it out`,
    }));
}

/** @param optional what the source would want of metrics is not known */
function checkMetrics(path: Path, collector: RawMap, optional: boolean): readonly Finding[] {
  const { metrics } = collector;
  if (metrics !== undefined && !isMap(metrics)) return [];
  const entries = mapEntries(metrics);
  if (entries.length === 0) {
    if (optional) return [];
    const message = `${metrics === undefined ? 'is missing' : 'is empty'}, expected at least one metric`;
    return [{ path: [...path, 'metrics'], message }];
  }
  return entries.flatMap(([name, metric]) =>
    isMap(metric) ? checkMetric([...path, 'metrics', name], name, metric) : [],
  );
}

function checkMetric(path: Path, name: string, metric: RawMap): readonly Finding[] {
  const type = typeOf(metric);
  const rules = metric['rules'];
  const suffix =
    type === 'info' && !name.endsWith('_info')
      ? [{ path, message: `the name of an info metric ends in _info: call it ${name}_info` }]
      : [];
  if (rules === undefined) return [...suffix, ...checkRule(path, type, metric)];
  return [
    ...suffix,
    ...ruleKeys
      .filter((key) => key in metric)
      .map((key) => ({
        path: [...path, key],
        message: 'cannot stand beside rules: move it into each of the rules',
      })),
    ...(Array.isArray(rules) ? rules : []).flatMap((rule: unknown, i) =>
      isMap(rule) ? checkRule([...path, 'rules', i], type, rule) : [],
    ),
  ];
}

function checkRule(path: Path, type: string, rule: RawMap): readonly Finding[] {
  const findings: Finding[] = [...checkLabels(path, rule)];
  if ('each' in rule && 'entries' in rule) {
    findings.push({
      path: [...path, 'entries'],
      message: 'cannot stand beside each: each goes over a list, entries over an object, keep one',
    });
  }
  findings.push(...reservedLabels(path, type, rule));
  if (type === 'info') return [...findings, ...checkInfo(path, rule)];
  if (!('value' in rule)) {
    findings.push({
      path: [...path, 'value'],
      message: 'is missing, expected an expression such as total.amount, or a constant',
    });
  }
  if (rule['onMissing'] === 'fail' && 'default' in rule) {
    findings.push({
      path: [...path, 'onMissing'],
      message: 'never happens beside a default: leave out one of the two',
    });
  }
  return findings;
}

/** Labels that are part of the type itself. */
const typeLabels: Readonly<Record<string, string>> = { histogram: 'le', summary: 'quantile' };

function reservedLabels(path: Path, type: string, rule: RawMap): readonly Finding[] {
  const reserved = Object.hasOwn(typeLabels, type) ? typeLabels[type] : undefined;
  return ['labels', 'staticLabels'].flatMap((key) => {
    if (reserved === undefined || entry(rule[key], reserved) === undefined) return [];
    const message = `the label ${reserved} of a ${type} is set by its type: choose another name`;
    return [{ path: [...path, key, reserved], message }];
  });
}

function checkInfo(path: Path, rule: RawMap): readonly Finding[] {
  return ['value', 'default', 'map', 'scale', 'onMissing']
    .filter((key) => key in rule && !(key === 'value' && rule[key] === 1))
    .map((key) => ({
      path: [...path, key],
      message: 'has no meaning for an info metric, which is always 1: leave it out',
    }));
}

function checkLabels(path: Path, { labels, staticLabels }: RawMap): readonly Finding[] {
  if (!isMap(labels) || !isMap(staticLabels)) return [];
  return Object.keys(staticLabels)
    .filter((name) => name in labels)
    .map((name) => ({
      path: [...path, 'staticLabels', name],
      message: 'is in labels too: keep one',
    }));
}

function inOrderOf(order: readonly string[]) {
  return (a: string, b: string) => order.indexOf(a) - order.indexOf(b);
}

function entry(raw: unknown, key: string): unknown {
  return isMap(raw) ? raw[key] : undefined;
}

function mapEntries(raw: unknown): readonly (readonly [string, unknown])[] {
  return isMap(raw) ? Object.entries(raw) : [];
}
