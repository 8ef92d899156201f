import type { MetricFamily, MetricType } from '../metric/family.ts';
import { sampleNames } from '../metric/sample-names.ts';
import type { Escaping, Format } from './format.ts';
import { escapeMetricName, writeLabelName } from './names.ts';

/** The names of a family on one page. */
export interface Naming {
  /** The name of its samples, before any suffix; escaped, without quotes. */
  readonly samples: string;
  /**
   * Its name in HELP and TYPE. In OpenMetrics this is the sample's name without `_total` or `_info`. Undefined if it
   * cannot have its type in OpenMetrics: the name has no such suffix, or another family has the shortened name or a
   * name that the type reserves (`_created`).
   */
  readonly metadata: string | undefined;
}

/** Names the families of a page, which have distinct names. Depends on names and types only. */
export function nameFamilies(
  families: readonly MetricFamily[],
  { syntax, escaping }: Format,
): readonly Naming[] {
  const names = escapeNames(
    families.map(({ name }) => name),
    (name, byValues) => escapeMetricName(name, byValues ? 'values' : escaping),
    (name, index) => sampleNames(name, families[index]?.type ?? 'unknown'),
  );
  const taken = new Set(names);
  return families.map(({ type }, index) => {
    const samples = names[index] ?? '';
    return {
      samples,
      metadata: syntax === 'text' ? samples : openMetricsName(samples, type, taken),
    };
  });
}

/**
 * Escapes names so that they, and the names that `wordsOf` returns for them, stay distinct. Names that need no
 * escaping are kept. If two others have the same result (`a.b` and `a-b` are both `a_b` with `underscores`), the
 * later one is escaped with `values`.
 */
function escapeNames(
  names: readonly string[],
  escape: (name: string, byValues: boolean) => string,
  wordsOf: (written: string, index: number) => readonly string[],
): readonly string[] {
  const taken = new Set<string>();
  const written = names.map((name) => escape(name, false));
  for (const [index, name] of names.entries()) {
    if (written[index] === name) take(name, index);
  }
  return written.map((escaped, index) => {
    const name = names[index] ?? '';
    if (escaped === name) return name;
    const isTaken = wordsOf(escaped, index).some((word) => taken.has(word));
    const apart = isTaken ? escape(name, true) : escaped;
    take(apart, index);
    return apart;
  });

  function take(name: string, index: number): void {
    for (const word of wordsOf(name, index)) taken.add(word);
  }
}

/** The label names of one line as they are written before `=`, all distinct. */
export function writeLabelNames(names: readonly string[], escaping: Escaping): readonly string[] {
  return escapeNames(
    names,
    (name, byValues) => writeLabelName(name, byValues ? 'values' : escaping),
    (name) => [name],
  );
}

function openMetricsName(
  samples: string,
  type: MetricType,
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

/** The suffix that OpenMetrics 1.0.0 requires for the samples of a type, but not for its family. */
function typeEnding(type: MetricType): '' | '_total' | '_info' {
  if (type === 'counter') return '_total';
  return type === 'info' ? '_info' : '';
}
