import * as fc from 'fast-check';

import type { Escaping, Format } from '../../src/exposition/format.ts';
import type { Exemplar } from '../../src/metric/exemplar.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { families as anyFamilies } from '../exposition/families.ts';
import { lawfulFamilies } from '../exposition/lawful-families.ts';

/** A rendered page and where it came from. */
export interface Page {
  readonly name: string;
  readonly format: Format;
  readonly bytes: Buffer;
  readonly count: number;
}

/** Every format that the negotiation can end in, but for what only its name tells apart. */
export const FORMATS: readonly Format[] = (['text', 'openmetrics'] as const).flatMap((syntax) =>
  (['allow-utf-8', 'underscores', 'dots', 'values'] as const).map((escaping: Escaping) => ({
    syntax,
    escaping,
    contentType:
      syntax === 'text'
        ? `text/plain; version=1.0.0; charset=utf-8; escaping=${escaping}`
        : `application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=${escaping}`,
  })),
);

/** Summaries, statesets and infos that keep all the rules. */
const others: fc.Arbitrary<MetricFamily> = fc.constantFrom<MetricFamily>(
  {
    name: 's_seconds',
    help: 'Summary.',
    type: 'summary',
    unit: 'seconds',
    labelNames: ['quantile'],
    labelValues: ['0', '0.5', '1', '', ''],
    values: new Float64Array([NaN, 1, 2, 3.5, 7]),
    suffixes: ['', '', '', '_sum', '_count'],
  },
  {
    name: 'state.of',
    help: 'Stateset.',
    type: 'stateset',
    labelNames: ['k', 'state.of'],
    labelValues: ['1', 'open', '1', 'shut', '2', 'open'],
    values: new Float64Array([0, 1, 0]),
    timestamps: new Float64Array([1.5, 1.5, NaN]),
  },
  {
    name: 'build_info',
    help: 'Info.',
    type: 'info',
    labelNames: ['version'],
    labelValues: ['1.2.3', '"'],
    values: new Float64Array([1, 1]),
  },
  {
    name: 'e_total',
    help: 'Counter.',
    type: 'counter',
    labelNames: ['l.m', 'l_m'],
    labelValues: ['a', 'b', '', 'c'],
    values: new Float64Array([0, 12345678901]),
    timestamps: new Float64Array([1700000000.123, NaN]),
    exemplars: [
      { labelNames: ['trace_id'], labelValues: ['0af7'], value: 1.5, timestamp: 1.25 },
      undefined,
    ],
  },
);

/** A page as the rest of the program may hand it over: any sense or none, but each series once. */
export const pages: fc.Arbitrary<readonly MetricFamily[]> = fc
  .array(fc.oneof(anyFamilies.map(tidy), lawfulFamilies.map(withPlainExemplars), others), {
    minLength: 1,
    maxLength: 8,
  })
  .map((page) => withoutClashes(page.filter(hasPlainLabels)));

/** The client refuses labels that begin with two underscores, which `dots` makes of many others. */
function hasPlainLabels({ labelNames }: MetricFamily | Exemplar): boolean {
  return labelNames.every((name) => /^[a-zA-Z]/.test(name));
}

/** Each series once, and the rows of one group together, as the family's contract has it. */
function tidy(family: MetricFamily): MetricFamily {
  const width = family.labelNames.length;
  const parts = new Set(['le', 'quantile', family.name]);
  const rows = [...family.values.keys()].map((row) => {
    const labels = family.labelValues
      .slice(row * width, (row + 1) * width)
      .map((text) => text.toWellFormed());
    const group = JSON.stringify(labels.filter((_, i) => !parts.has(family.labelNames[i]!)));
    return { row, labels, group, key: JSON.stringify([labels, family.suffixes?.[row]]) };
  });
  const unique = rows.filter(({ key }, i) => rows.findIndex((other) => other.key === key) === i);
  const sorted = unique.toSorted((a, b) => (a.group < b.group ? -1 : Number(a.group > b.group)));
  const { suffixes, timestamps, exemplars } = family;
  return withPlainExemplars({
    ...family,
    labelValues: sorted.flatMap(({ labels }) => labels),
    values: Float64Array.from(sorted, ({ row }) => family.values[row]!),
    ...(suffixes && { suffixes: sorted.map(({ row }) => suffixes[row]!) }),
    ...(timestamps && { timestamps: Float64Array.from(sorted, ({ row }) => timestamps[row]!) }),
    ...(exemplars && { exemplars: sorted.map(({ row }) => exemplars[row]) }),
  });
}

/** With labels that the client does not refuse anywhere. */
function withPlainExemplars(family: MetricFamily): MetricFamily {
  const exemplars = family.exemplars?.map((exemplar) => exemplar && plainExemplar(exemplar));
  return { ...family, ...(exemplars && { exemplars }) };
}

function plainExemplar(exemplar: Exemplar): Exemplar {
  const isPlain = hasPlainLabels(exemplar);
  const labelNames = isPlain ? exemplar.labelNames : [];
  const labelValues = isPlain ? exemplar.labelValues.map((text) => text.toWellFormed()) : [];
  return { ...exemplar, labelNames, labelValues };
}

/** Families whose samples are called like another family's are an error of the configuration. */
function withoutClashes(families: readonly MetricFamily[]): readonly MetricFamily[] {
  const taken = new Set<string>();
  return families.filter(({ name, suffixes }) => {
    const names = [...new Set(['', ...(suffixes ?? [])])].map((suffix) => name + suffix);
    const isFree = names.every((sample) => !taken.has(sample));
    if (isFree) for (const sample of names) taken.add(sample);
    return isFree;
  });
}
