import type { Expression } from '../../expression/expression.ts';
import { isMap } from '../../schema/containers.ts';
import type { Finding } from '../../schema/finding.ts';
import { Text } from '../../schema/text.ts';
import { metricWarnings } from './metric-warnings.ts';

/** Labels that Prometheus adds to every sample; it renames those of polyprom to `exported_...`. */
const targetLabels: readonly string[] = [
  'job',
  'instance',
  'namespace',
  'pod',
  'service',
  'endpoint',
  'container',
];

const writtenOut =
  'a secret is written out here, for everybody who can read the file or the ConfigMap that the chart makes of it: refer to it with { secretKeyRef: { name, key } }, ${file:/path} or ${env:NAME}, or set configAsSecret: true in the values of the chart';

/** Warns about what is allowed but probably not intended, in a configuration that matches the schema. */
export function warningsOf(config: unknown): readonly Finding[] {
  const findings: Finding[] = [];
  visit(config, []);
  return findings;

  function visit(value: unknown, path: readonly PropertyKey[]): void {
    if (value instanceof Text) {
      if (value.literal) findings.push({ path, message: writtenOut });
    } else if (isExpression(value)) {
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
  // Those of a target are what Prometheus puts on it.
  const isOfTarget = path[0] === 'modules' && path[2] === 'targets';
  if (place === 'labels' || place === 'staticLabels') {
    return isOfTarget ? [] : renamedLabels(map, path);
  }
  if (typeof place !== 'string') return [];
  if (path.at(-2) === 'metrics') return metricWarnings(place, map, path);
  return path.length === 2 && path[0] === 'collectors' ? doubtfulAge(map, path) : [];
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

/** The second collection may begin half an interval later than usual, and the collection itself takes time. */
function doubtfulAge(
  { interval, staleAfter }: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
): readonly Finding[] {
  if (typeof interval !== 'number' || typeof staleAfter !== 'number') return [];
  if (staleAfter >= 1.5 * interval) return [];
  const message =
    'is so near to interval that the metrics are gone for a while when a collection is a little late: write two intervals, or leave it out';
  return [{ path: [...path, 'staleAfter'], message }];
}

function isExpression(value: unknown): value is Expression {
  return (
    isMap(value) && typeof value['evaluate'] === 'function' && Array.isArray(value['warnings'])
  );
}
