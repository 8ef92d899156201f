import type { Expression } from '../expression/expression.ts';
import { isMap } from '../schema/containers.ts';
import type { Finding } from './issues.ts';

/** Labels that Prometheus puts on every sample itself; ours come out as `exported_...`. */
const targetLabels: readonly string[] = [
  'job',
  'instance',
  'namespace',
  'pod',
  'service',
  'endpoint',
  'container',
];

/** What is allowed and probably not meant, in a configuration that the schema has read. */
export function warningsOf(config: unknown): readonly Finding[] {
  const findings: Finding[] = [];
  visit(config, []);
  return findings;

  function visit(value: unknown, path: readonly PropertyKey[]): void {
    if (isExpression(value)) {
      findings.push(...value.warnings.map((warning) => ({ path, ...warning })));
    } else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, [...path, i]);
    } else if (isMap(value)) {
      for (const [key, part] of Object.entries(value)) visit(part, [...path, key]);
      findings.push(...warningsOfMap(value, path));
    }
  }
}

function warningsOfMap(
  map: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const place = path.at(-1);
  if (place === 'labels' || place === 'staticLabels') return renamedLabels(map, path);
  return path.at(-2) === 'metrics' && typeof place === 'string'
    ? nameWarnings(place, map, path)
    : [];
}

function renamedLabels(
  labels: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
): readonly Finding[] {
  return Object.keys(labels)
    .filter((name) => targetLabels.includes(name))
    .map((name) => ({
      path: [...path, name],
      message: `Prometheus sets the label ${name} itself and renames this one to exported_${name}, unless it scrapes with honor_labels: choose another name`,
    }));
}

function nameWarnings(
  name: string,
  { type, unit }: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const findings: Finding[] = [];
  if (type === 'counter' && !name.endsWith('_total')) {
    const message = `the name of a counter ends in _total: call it ${name}_total (in OpenMetrics this one has the type unknown)`;
    findings.push({ path, message });
  }
  const base = name.replace(/_(total|info)$/, '');
  if (typeof unit === 'string' && base !== unit && !base.endsWith(`_${unit}`)) {
    findings.push({
      path: [...path, 'unit'],
      message: `the name of a metric ends in its unit: call it ${base}_${unit}${name.slice(base.length)}`,
    });
  }
  return findings;
}

function isExpression(value: unknown): value is Expression {
  return (
    isMap(value) && typeof value['evaluate'] === 'function' && Array.isArray(value['warnings'])
  );
}
