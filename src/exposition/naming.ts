import type { MetricFamily } from '../metric/family.ts';
import type { Format } from './format.ts';
import { escapeMetricName } from './names.ts';
import { typeEnding } from './openmetrics-type.ts';

/** What a family is called on one page. */
export interface Naming {
  /** What its samples are called, before any suffix; escaped, without quotes. */
  readonly samples: string;
  /**
   * What HELP and TYPE call it. In OpenMetrics that is the sample's name without `_total` or `_info`;
   * undefined where it cannot have its type there: the name does not end so, or another family of the
   * page has what would be left of it, or what the type reserves (`_created`).
   */
  readonly metadata: string | undefined;
}

/** Names each family of a page; they come with distinct names. Depends on names and types only. */
export function nameFamilies(
  families: readonly MetricFamily[],
  { syntax, escaping }: Format,
): readonly Naming[] {
  const taken = new Set<string>();
  const names = families.map(({ name }) => {
    const escaped = escapeMetricName(name, escaping);
    // `a.b` and `a_b` are both `a_b` under `underscores`; `values` keeps them apart.
    const unique = taken.has(escaped) ? escapeMetricName(name, 'values') : escaped;
    taken.add(unique);
    return unique;
  });
  return families.map(({ type }, index) => {
    const samples = names[index] ?? '';
    return {
      samples,
      metadata: syntax === 'text' ? samples : openMetricsName(samples, type, taken),
    };
  });
}

function openMetricsName(
  samples: string,
  type: MetricFamily['type'],
  taken: Set<string>,
): string | undefined {
  const ending = typeEnding(type);
  if (!samples.endsWith(ending) || samples === ending) return undefined;
  const name = samples.slice(0, samples.length - ending.length);
  const reservesCreated = type === 'counter' || type === 'histogram' || type === 'summary';
  const reserved = [
    ...(ending === '' ? [] : [name]),
    ...(reservesCreated ? [`${name}_created`] : []),
  ];
  if (reserved.some((word) => taken.has(word))) return undefined;
  for (const word of reserved) taken.add(word);
  return name;
}
