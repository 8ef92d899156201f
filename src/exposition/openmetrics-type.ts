import type { MetricFamily, MetricType, SampleSuffix } from '../metric/family.ts';
import { isHistogram, isStateset, isSummary } from './openmetrics-groups.ts';
import type { Escaping } from './format.ts';
import { writeMetadataName } from './names.ts';
import { writeLabelNames, type Naming } from './naming.ts';

/**
 * Whether the family's rows keep the rules of its type (OpenMetrics 1.0.0 section 5.3), apart from its
 * name. A strict parser refuses the whole page for one counter below zero; so a family that does not
 * keep them is written as `unknown`, which has no rules, and the samples stay what they are.
 */
export function keepsTypeRules(family: MetricFamily, naming: Naming, escaping: Escaping): boolean {
  return typeRules[family.type](family, naming, escaping);
}

type Rule = (family: MetricFamily, naming: Naming, escaping: Escaping) => boolean;

const typeRules: Readonly<Record<MetricType, Rule>> = {
  gauge: (family) => !hasSuffixes(family),
  unknown: (family) => !hasSuffixes(family),
  counter: (family) => !hasSuffixes(family) && family.values.every((value) => value >= 0),
  info: (family) =>
    !hasSuffixes(family) && family.values.every((value) => value === 1) && !isMixed(family),
  stateset: hasStates,
  histogram: isHistogram,
  summary: isSummary,
};

/** Whether any row's name is longer than the family's. */
export function hasSuffixes({ suffixes }: MetricFamily): boolean {
  return suffixes?.some((suffix) => suffix !== '') ?? false;
}

/** Rows with and without a timestamp in one info, which parsers take for one group. */
function isMixed({ timestamps }: MetricFamily): boolean {
  if (timestamps === undefined) return false;
  const first = Number.isNaN(timestamps[0]);
  return timestamps.some((timestamp) => Number.isNaN(timestamp) !== first);
}

/** The label of the states is called like the metric, and here it has to be written like it too. */
function hasStates(family: MetricFamily, { samples }: Naming, escaping: Escaping): boolean {
  const { name, labelNames } = family;
  const column = labelNames.indexOf(name);
  const label = writeLabelNames(labelNames, escaping)[column];
  return label === writeMetadataName(samples) && isStateset(family, column);
}

/** Some rows of a family: those of one suffix. */
export interface FamilyPart {
  readonly suffix: SampleSuffix;
  readonly family: MetricFamily;
}

/**
 * The rows of each suffix by themselves, in the order of the names that they make; without exemplars,
 * which no such part can have.
 */
export function splitBySuffix(family: MetricFamily): readonly FamilyPart[] {
  const present = [...new Set(family.suffixes)].toSorted();
  return present.map((suffix) => {
    const rows = [...family.values.keys()].filter((row) => family.suffixes?.[row] === suffix);
    return { suffix, family: pickRows(family, rows) };
  });
}

function pickRows(family: MetricFamily, rows: number[]): MetricFamily {
  const { suffixes: _suffixes, exemplars: _exemplars, timestamps, ...rest } = family;
  const width = family.labelNames.length;
  return {
    ...rest,
    labelValues: rows.flatMap((row) => family.labelValues.slice(row * width, (row + 1) * width)),
    values: Float64Array.from(rows, (row) => family.values[row] ?? Number.NaN),
    ...(timestamps && {
      timestamps: Float64Array.from(rows, (row) => timestamps[row] ?? Number.NaN),
    }),
  };
}
