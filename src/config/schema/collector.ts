import type { z } from 'zod';
import { always, isMap, mapOf, object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { expressions } from '../../schema/expression.ts';
import { metricName } from '../../schema/names.ts';
import { number } from '../../schema/scalars.ts';
import { size } from '../../schema/size.ts';
import { type KindName, type OptionsOf, type SourceKinds } from '../../sources/kinds.ts';
import { Decode } from './decode.ts';
import { labelConstants, labelExpressions, Metric } from './metric.ts';
import { checkSchedule, schedule } from './schedule.ts';

const Limits = object({
  bodySize: size()
    .describe('Maximum size of one document. It applies before and after decompression.')
    .prefault('10MiB'),
  samples: number({ integer: true, min: 1 })
    .describe('Maximum number of samples in one collection. With more, the collector fails.')
    .prefault(100_000),
  labelValueLength: number({ integer: true, min: 1 })
    .describe(
      'Maximum length of a label value in characters. A sample with a longer one is left out and counted (`label_too_long`).',
    )
    .prefault(1024),
}).describe('Limits of one collection.');

const Expect = object({
  samples: number({ integer: true, min: 1 })
    .describe('Minimum number of samples in one collection. With fewer, the collector fails.')
    .meta({ examples: [1] }),
}).describe(
  'What a successful collection must contain, so that an empty response does not look healthy.',
);

/** How metrics are made from documents. A source that defines its own metrics accepts none of these keys. */
const extraction = {
  decode: Decode.optional()
    .describe(
      'How documents are read: `json`, `ndjson`, `yaml`, `csv`, `xml`, `text` or `prometheus`, or one of these with its options. Default: by the Content-Type, otherwise by the file extension of the path, otherwise JSON.',
    )
    .meta({ examples: ['json', { csv: { separator: ';' } }] }),
  each: expressions()
    .optional()
    .describe('Default for `each` of metrics that have neither `each` nor `entries`.')
    .meta({ examples: ['orders'] }),
  labels: labelExpressions()
    .optional()
    .describe('Labels of all metrics. Each value is an expression.')
    .meta({ examples: [{ shop: '$root.shop.name' }] }),
  staticLabels: labelConstants()
    .optional()
    .describe('Labels of all metrics. Each value is a constant string.')
    .meta({ examples: [{ team: 'sales' }] }),
  metrics: mapOf(metricName, Metric)
    .prefault({})
    .describe('The metrics by name. Samples have this name in every format.'),
};

export const extractionKeys: readonly string[] = Object.keys(extraction);

/** What a collector and a module have in common. */
export const collectionFields = {
  timeout: duration()
    .optional()
    .describe('Timeout of one collection. Default: the time that is left of the scrape.')
    .meta({ examples: ['5s'] }),
  expect: Expect.optional(),
  limits: Limits.prefault({}),
  ...extraction,
};

/** A source and its metrics. */
export function collectorSchema(kinds: SourceKinds) {
  return object({
    ...sourcesOf(kinds),
    ...schedule,
    ...collectionFields,
  })
    .check(checkSchedule())
    .check(checkExpectation())
    .describe('A source, and the metrics that are extracted from it.');
}

export type Collector = z.output<ReturnType<typeof collectorSchema>>;

/** A key for each kind of source. That a collector has exactly one of them is checked separately. */
function sourcesOf(kinds: SourceKinds): {
  readonly [K in KindName]: z.ZodOptional<z.ZodType<OptionsOf<K>>>;
};
function sourcesOf(kinds: SourceKinds): Readonly<Record<string, z.ZodOptional>> {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, { schema }]) => [name, schema.optional()]),
  );
}

export function checkExpectation<T>() {
  return always<T>((collector, report) => {
    if (!isMap(collector)) return;
    const { expect, limits } = collector;
    const least = isMap(expect) ? expect['samples'] : undefined;
    const most = isMap(limits) ? limits['samples'] : undefined;
    if (typeof least !== 'number' || typeof most !== 'number' || least <= most) return;
    report(['expect', 'samples'], `is more than limits.samples, which is ${most}`);
  });
}
