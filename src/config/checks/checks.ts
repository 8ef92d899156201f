import { closest } from '../../message/suggestion.ts';
import { isMap } from '../../schema/containers.ts';
import { show } from '../../schema/show.ts';
import type { SourceKind } from '../../sources/kind.ts';
import type { SourceKinds } from '../../sources/kinds.ts';
import { extractionKeys } from '../schema/collector.ts';
import { passesThrough } from '../schema/decode.ts';
import type { Finding } from '../../schema/finding.ts';
import { checkLabels, checkMetric } from './metric-checks.ts';
import { entriesOf, entryOf, type Path, type RawMap } from '../document/raw.ts';

/**
 * Checks across several fields. They run on the configuration as the user wrote it, so that these mistakes are
 * reported together with those of single fields. Values that do not match the schema are skipped here.
 */
export function crossChecks(raw: unknown, kinds: SourceKinds): readonly Finding[] {
  return [
    ...checkPorts(entryOf(raw, 'server')),
    ...entriesOf(entryOf(raw, 'collectors')).flatMap(([name, collector]) =>
      isMap(collector) ? checkCollector(['collectors', name], collector, kinds) : [],
    ),
    ...entriesOf(entryOf(raw, 'modules')).flatMap(([name, module]) =>
      isMap(module) ? checkModule(['modules', name], module) : [],
    ),
  ];
}

function checkPorts(server: unknown): readonly Finding[] {
  const port = entryOf(server, 'port') ?? 8000;
  const healthPort = entryOf(server, 'healthPort');
  if (healthPort === undefined || healthPort === 0 || healthPort !== port) return [];
  return [
    {
      path: ['server', 'healthPort'],
      message: `${show(healthPort)} is the port of the metrics too: choose another, or leave healthPort out (the main port serves /-/healthy and /-/ready as well)`,
    },
  ];
}

function checkCollector(path: Path, collector: RawMap, kinds: SourceKinds): readonly Finding[] {
  const given = Object.entries(kinds).filter(([name]) => name in collector);
  const [name, kind] = (given.length === 1 ? given[0] : undefined) ?? [];
  return [
    ...checkSource(path, collector, Object.keys(kinds)),
    ...(kind?.families.made === 'own'
      ? refuseExtraction(path, collector, String(name))
      : checkExtraction(path, collector, needsMetrics(kind, collector[String(name)]))),
    ...checkLabels(path, collector),
  ];
}

function checkModule(path: Path, module: RawMap): readonly Finding[] {
  return [...checkExtraction(path, module, true), ...checkLabels(path, module)];
}

function checkSource(path: Path, collector: RawMap, names: readonly string[]): readonly Finding[] {
  const kinds = names.filter((kind) => kind in collector);
  if (kinds.length === 1) return [];
  if (kinds.length > 1) {
    const second = kinds.toSorted(inOrderOf(Object.keys(collector)))[1] ?? '';
    const message = `has ${kinds.length} sources (${kinds.join(', ')}): keep one`;
    return [{ path: [...path, second], message: `the collector ${message}` }];
  }
  // A misspelt source is reported as an unknown key.
  const misspelt = Object.keys(collector).some((key) => closest(key, names) !== undefined);
  if (misspelt) return [];
  return [{ path, message: `has no source: write one of ${names.join(', ')}` }];
}

/** Without exactly one source, the required keys are unknown. */
function needsMetrics(
  kind: Pick<SourceKind<unknown>, 'needsMetrics'> | undefined,
  options: unknown,
): boolean {
  return kind !== undefined && (kind.needsMetrics?.(options) ?? true);
}

function refuseExtraction(path: Path, collector: RawMap, kind: string): readonly Finding[] {
  return extractionKeys
    .filter((key) => key in collector)
    .map((key) => ({
      path: [...path, key],
      message: `has no meaning for the source ${kind}, which makes its own metrics: leave it out`,
    }));
}

function checkExtraction(path: Path, collector: RawMap, isRequired: boolean): readonly Finding[] {
  if (passesThrough(collector['decode'])) return refuseRules(path, collector);
  const { metrics } = collector;
  if (metrics !== undefined && !isMap(metrics)) return [];
  const entries = entriesOf(metrics);
  if (entries.length === 0) {
    if (!isRequired) return [];
    const message = `${metrics === undefined ? 'is missing' : 'is empty'}, expected at least one metric (or decode: prometheus, which passes on the metrics of another exporter)`;
    return [{ path: [...path, 'metrics'], message }];
  }
  return entries.flatMap(([name, metric]) =>
    isMap(metric) ? checkMetric([...path, 'metrics', name], name, metric, collector) : [],
  );
}

/** Metrics that are passed through provide no document for rules. */
function refuseRules(path: Path, collector: RawMap): readonly Finding[] {
  const why = 'has no meaning beside decode: prometheus, which passes metrics on as they are';
  return ['each', 'labels', 'staticLabels', 'metrics']
    .filter((key) => key in collector)
    .filter((key) => key !== 'metrics' || entriesOf(collector[key]).length > 0)
    .map((key) => ({
      path: [...path, key],
      message: /labels/i.test(key)
        ? `${why}: write decode: { prometheus: { labels: ... } } for labels that are added`
        : `${why}: leave it out`,
    }));
}

function inOrderOf(order: readonly string[]) {
  return (a: string, b: string) => order.indexOf(a) - order.indexOf(b);
}
