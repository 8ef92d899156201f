import { isMap } from '../../schema/containers.ts';
import type { Finding } from '../../schema/finding.ts';

type Path = readonly PropertyKey[];
type Metric = Readonly<Record<string, unknown>>;

/** Warns about names of metrics that are misleading, or that Prometheus interprets differently. */
export function metricWarnings(name: string, metric: Metric, path: Path): readonly Finding[] {
  return [
    ...namesOfOthers(name, metric, path),
    ...unitWarnings(name, metric, path),
    ...labelsOfOthers(metric, path),
  ];
}

function namesOfOthers(name: string, { type }: Metric, path: Path): readonly Finding[] {
  if (type === 'counter' && !name.endsWith('_total')) {
    const message = `the name of a counter ends in _total: call it ${name}_total (in OpenMetrics this one has the type unknown)`;
    return [{ path, message }];
  }
  if (type !== 'counter' && name.endsWith('_total')) {
    const message = `a name that ends in _total is taken for a counter, and this is of type ${String(type)}: write type: counter, or choose another name`;
    return [{ path, message }];
  }
  const [ending] = /_(bucket|count|sum)$/.exec(name) ?? [];
  if (ending === undefined) return [];
  const message = `a name that ends in ${ending} is taken for a part of a histogram or summary: choose another`;
  return [{ path, message }];
}

function unitWarnings(name: string, { type, unit }: Metric, path: Path): readonly Finding[] {
  if (typeof unit !== 'string') return [];
  if (type === 'info' || type === 'stateset') {
    const message = `has no meaning for a metric of type ${type}: leave it out`;
    return [{ path: [...path, 'unit'], message }];
  }
  const base = name.replace(/_total$/, '');
  if (base.endsWith(`_${unit}`)) return [];
  const better = `${base}_${unit}${name.slice(base.length)}`;
  const message = `the name of a metric ends in its unit: call it ${better} (in OpenMetrics this unit is left out)`;
  return [{ path: [...path, 'unit'], message }];
}

const partLabels: Readonly<Record<string, string>> = { le: 'histogram', quantile: 'summary' };

/** Labels reserved for the samples of a histogram or summary, on a metric of another type. */
function labelsOfOthers(metric: Metric, path: Path): readonly Finding[] {
  const { type, rules } = metric;
  const places = Array.isArray(rules)
    ? rules.map((rule: unknown, i) => ({ rule, at: [...path, 'rules', i] }))
    : [{ rule: metric, at: path }];
  return places.flatMap(({ rule, at }) =>
    ['labels', 'staticLabels'].flatMap((key) => {
      const labels = isMap(rule) ? rule[key] : undefined;
      return Object.entries(partLabels)
        .filter(([label, owner]) => isMap(labels) && label in labels && type !== owner)
        .map(([label, owner]) => ({
          path: [...at, key, label],
          message: `the label ${label} is taken for that of a ${owner}: choose another name`,
        }));
    }),
  );
}
