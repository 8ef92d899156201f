import type { MetricFamily, MetricType, SampleSuffix } from './family.ts';

/** The suffixes of samples that have one. */
export const namedSuffixes: readonly SampleSuffix[] = ['_bucket', '_sum', '_count'];

/** The suffixes that the samples of a family of this type have. */
export function sampleSuffixes(type: MetricType): readonly SampleSuffix[] {
  if (type === 'histogram') return namedSuffixes;
  return type === 'summary' ? ['', '_sum', '_count'] : [''];
}

/** The names that no other family may have: its own, which HELP and TYPE have, and those of its samples. */
export function sampleNames(name: string, type: MetricType): readonly string[] {
  return [...new Set(['', ...sampleSuffixes(type)])].map((suffix) => name + suffix);
}

/** Whether a sample of this name can belong to the family. */
export function isSampleOf(sample: string, family: string): boolean {
  return sample === family || namedSuffixes.some((suffix) => sample === family + suffix);
}

/** The label by which the rows of one histogram, summary or stateset differ; undefined for other types. */
export function partLabel({ name, type }: Pick<MetricFamily, 'name' | 'type'>): string | undefined {
  if (type === 'histogram') return 'le';
  if (type === 'summary') return 'quantile';
  return type === 'stateset' ? name : undefined;
}
