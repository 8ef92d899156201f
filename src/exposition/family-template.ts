import type { MetricFamily, MetricType, SampleSuffix } from '../metric/family.ts';
import type { Format } from './format.ts';
import { escapeText, isLegacyMetricName, writeMetadataName } from './names.ts';
import { writeLabelNames, type Naming } from './naming.ts';
import { parseLabelNumber } from './number.ts';

/** The parts of a family's lines that are the same in every row. Created once, and compared by identity. */
export interface FamilyTemplate {
  /** The type that is written, which may be `unknown` instead of the family's own. */
  readonly type: MetricType;
  readonly naming: Naming;
  readonly syntax: Format['syntax'];
  readonly escaping: Format['escaping'];
  /** The metadata lines before the samples. */
  readonly head: string;
  /** The start of a line, in two parts around the suffix: `name`, or `{"na.me` and `"`. */
  readonly opening: string;
  readonly closing: string;
  /** The character before a line's first label: `{`, or `,` if the name is within the braces. */
  readonly brace: '{' | ',';
  /** The label names as they are written, each with its `="`. */
  readonly labels: readonly string[];
  /** The column whose numbers are written in canonical form, `le` or `quantile`; -1 if there is none. */
  readonly numbers: number;
  /** The suffix of the rows that may have an exemplar; undefined if no row may. */
  readonly exemplarSuffix: SampleSuffix | undefined;
}

/** Creates the template of a family that is written as `type`. */
export function wordFamily(
  family: MetricFamily,
  type: MetricType,
  naming: Naming,
  format: Format,
): FamilyTemplate {
  const { samples, metadata } = naming;
  const isLegacy = isLegacyMetricName(samples);
  const name = metadata ?? samples;
  return {
    type,
    naming,
    syntax: format.syntax,
    escaping: format.escaping,
    head:
      format.syntax === 'text' ? textHead(family, type, name) : openMetricsHead(family, type, name),
    opening: isLegacy ? samples : `{"${escapeText(samples)}`,
    closing: isLegacy ? '' : '"',
    brace: isLegacy ? '{' : ',',
    labels: writeLabelNames(family.labelNames, format.escaping).map((label) => `${label}="`),
    numbers: format.syntax === 'text' ? -1 : numberColumn(family, type),
    exemplarSuffix: format.syntax === 'text' ? undefined : exemplarSuffix(type),
  };
}

/** OpenMetrics 1.0.0 allows exemplars on the `_total` of counters, which is part of the name here, and on buckets. */
function exemplarSuffix(type: MetricType): SampleSuffix | undefined {
  if (type === 'counter') return '';
  return type === 'histogram' ? '_bucket' : undefined;
}

/**
 * The type that a family has in the text format: its own, except that a histogram or summary is `unknown` if
 * client_golang's parser would reject it for an invalid bound or a negative count.
 */
export function textType(family: MetricFamily): MetricType {
  const { type, values, suffixes } = family;
  const column = numberColumn(family, type);
  if (column !== -1 && !hasNumbersIn(family, column)) return 'unknown';
  if (type !== 'histogram') return type;
  return values.some((value, row) => value < 0 && suffixes?.[row] !== '_sum') ? 'unknown' : type;
}

function hasNumbersIn({ labelNames, labelValues }: MetricFamily, column: number): boolean {
  const known = new Set(['']);
  for (let place = column; place < labelValues.length; place += labelNames.length) {
    const text = labelValues[place] ?? '';
    if (known.has(text)) continue;
    if (parseLabelNumber(text) === undefined) return false;
    known.add(text);
  }
  return true;
}

function numberColumn({ labelNames }: MetricFamily, type: MetricType): number {
  if (type === 'histogram') return labelNames.indexOf('le');
  return type === 'summary' ? labelNames.indexOf('quantile') : -1;
}

/** The text format has no info and no stateset, and calls unknown `untyped`. */
const textTypes: Readonly<Record<MetricType, string>> = {
  gauge: 'gauge',
  counter: 'counter',
  histogram: 'histogram',
  summary: 'summary',
  info: 'gauge',
  stateset: 'gauge',
  unknown: 'untyped',
};

function textHead({ help }: MetricFamily, type: MetricType, name: string): string {
  const written = writeMetadataName(name);
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `${helpLine(written, escaped)}# TYPE ${written} ${textTypes[type]}\n`;
}

function openMetricsHead({ help, unit }: MetricFamily, type: MetricType, name: string): string {
  const written = writeMetadataName(name);
  const unitLine = hasUnit(name, type, unit) ? `# UNIT ${written} ${unit}\n` : '';
  return `${helpLine(written, escapeText(help))}# TYPE ${written} ${type}\n${unitLine}`;
}

/** No line for an empty help: parsers treat it differently. */
function helpLine(name: string, escapedHelp: string): string {
  return escapedHelp === '' ? '' : `# HELP ${name} ${escapedHelp}\n`;
}

/** Parsers reject a unit that is not a suffix of the name, or that belongs to a type without units. */
function hasUnit(name: string, type: MetricType, unit: string | undefined): boolean {
  if (unit === undefined || type === 'info' || type === 'stateset') return false;
  return /^[a-zA-Z0-9_:]+$/.test(unit) && name.endsWith(`_${unit}`);
}
