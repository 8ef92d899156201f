import type { MetricType } from './family.ts';

/** The names that a family takes: those of its samples, and its own, which HELP and TYPE say. */
export function sampleNames(name: string, type: MetricType): readonly string[] {
  if (type === 'histogram') return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === 'summary' ? [name, `${name}_sum`, `${name}_count`] : [name];
}
