import type { MetricFamily, MetricType, SampleSuffix } from '../metric/family.ts';
import { isHistogram, isStateset, isSummary } from './openmetrics-groups.ts';
import type { Escaping } from './format.ts';
import { writeMetadataName } from './names.ts';
import { writeLabelNames, type Naming } from './naming.ts';

/**
 * Whether the rows follow the rules of the family's type (OpenMetrics 1.0.0 section 5.3), apart from its name. A
 * strict parser rejects the whole exposition for one negative counter, so a family that breaks a rule is written as
 * `unknown`, which has no rules, with unchanged samples.
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

/** Whether any row has a suffix. */
export function hasSuffixes({ suffixes }: MetricFamily): boolean {
  return suffixes?.some((suffix) => suffix !== '') ?? false;
}

/** Rows with and without a timestamp in one info, which parsers treat as one group. */
function isMixed({ timestamps }: MetricFamily): boolean {
  if (timestamps === undefined) return false;
  const first = Number.isNaN(timestamps[0]);
  return timestamps.some((timestamp) => Number.isNaN(timestamp) !== first);
}

/** The label of the states has the name of the metric, and must be written the same way here. */
function hasStates(family: MetricFamily, { samples }: Naming, escaping: Escaping): boolean {
  const { name, labelNames } = family;
  const column = labelNames.indexOf(name);
  const label = writeLabelNames(labelNames, escaping)[column];
  return label === writeMetadataName(samples) && isStateset(family, column);
}

/** The rows of a family with one suffix. */
export interface FamilyPart {
  readonly suffix: SampleSuffix;
  readonly family: MetricFamily;
}

/**
 * The rows of each suffix separately, sorted by the resulting names, and without exemplars, which are not allowed
 * there.
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
