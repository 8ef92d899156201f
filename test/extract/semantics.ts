import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { compileExpression } from '../../src/expression/compile/compile.ts';
import type {
  ItemsDefinition,
  MetricDefinition,
  RuleDefinition,
} from '../../src/extract/definition.ts';
import { skipReasons, type DocumentBindings } from '../../src/extract/extraction.ts';
import type { MetricFamily } from '../../src/metric/family.ts';

const ExpressionYaml = z.union([z.string(), z.number(), z.boolean()]);
const Texts = z.record(z.string(), z.string());

/** A rule, or a metric with its only one, in the shape of the configuration. */
const RuleYaml = z.strictObject({
  type: z
    .enum(['gauge', 'counter', 'histogram', 'summary', 'info', 'stateset', 'unknown'])
    .default('gauge'),
  unit: z.string().optional(),
  states: z.array(z.string()).optional(),
  each: z.union([z.string(), z.array(z.string())]).optional(),
  entries: z.string().optional(),
  when: ExpressionYaml.optional(),
  labels: z.record(z.string(), ExpressionYaml).default({}),
  staticLabels: Texts.default({}),
  labelsFrom: z
    .array(z.strictObject({ map: z.string(), prefix: z.string(), allow: z.array(z.string()) }))
    .optional(),
  value: ExpressionYaml.optional(),
  default: z.union([z.number(), z.nan()]).optional(),
  map: z
    .union([
      z.record(z.string(), z.number()),
      z.array(z.strictObject({ from: z.string(), to: z.number() })),
    ])
    .optional(),
  scale: z.number().optional(),
  buckets: z.string().optional(),
  cumulative: z.boolean().optional(),
  quantiles: z.string().optional(),
  count: z.string().optional(),
  sum: z.string().optional(),
  timestamp: z.string().optional(),
  fill: z.record(z.string(), z.array(z.string())).optional(),
  onMissing: z.enum(['skip', 'fail']).default('skip'),
});
type RuleYaml = z.infer<typeof RuleYaml>;

const Row = z.strictObject({
  name: z.string(),
  metric: z.string().default('m'),
  document: z.unknown().optional(),
  documents: z.array(z.unknown()).optional(),
  bindings: z
    .strictObject({
      target: z.string(),
      params: Texts,
      response: z.strictObject({
        status: z.number(),
        headers: Texts,
        seconds: z.number(),
        bytes: z.number(),
        url: z.string(),
      }),
      file: z.strictObject({ path: z.string(), mtime: z.number(), size: z.number() }),
      now: z.number(),
    })
    .partial()
    .default({}),
  limits: z
    .strictObject({ samples: z.number().default(1000), labelValueLength: z.number().default(1024) })
    .prefault({}),
  rule: RuleYaml.extend({ rules: z.array(RuleYaml).optional() }),
  samples: z.array(z.string()).optional(),
  skips: z
    .array(
      z.strictObject({
        reason: z.enum(skipReasons),
        count: z.number(),
        path: z.string(),
        found: z.string().optional(),
      }),
    )
    .default([]),
  error: z.string().optional(),
  refused: z.string().optional(),
  warning: z.string().optional(),
});
export type Row = z.infer<typeof Row>;

const Groups = z.array(
  z.strictObject({ heading: z.string(), about: z.string(), rows: z.array(Row) }),
);
export type Groups = z.infer<typeof Groups>;

/** A row with its defaults. @throws when it is not as a row should be */
export function parseRow(row: unknown): Row {
  return Row.parse(row);
}

/** The golden table. Integers that a double would round stay exact, as in a document. */
export function readSemantics(): Groups {
  const text = readFileSync(new URL('semantics.yaml', import.meta.url), 'utf8');
  return Groups.parse(exactIntegers(parse(text, { intAsBigInt: true })));
}

function exactIntegers(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(exactIntegers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, exactIntegers(inner)]),
  );
}

/** A row's rule as the configuration would hand it on. */
export function defineMetric({ metric, rule }: Row): MetricDefinition {
  const { type, unit, states, rules = [rule] } = rule;
  return { name: metric, help: 'Of the table.', type, unit, states, rules: rules.map(defineRule) };
}

function defineRule(rule: RuleYaml): RuleDefinition {
  return {
    items: defineItems(rule),
    when: expression(rule.when),
    labels: Object.entries(rule.labels).map(([name, text]) => ({
      name,
      expression: compileExpression(text),
    })),
    staticLabels: rule.staticLabels,
    labelsFrom: rule.labelsFrom?.map((from) => ({ ...from, map: compileExpression(from.map) })),
    value: expression(rule.value),
    default: rule.default,
    map: rule.map === undefined ? undefined : defineMap(rule.map),
    scale: rule.scale,
    buckets: expression(rule.buckets),
    cumulative: rule.cumulative,
    quantiles: expression(rule.quantiles),
    count: expression(rule.count),
    sum: expression(rule.sum),
    timestamp: expression(rule.timestamp),
    fill: rule.fill,
    onMissing: rule.onMissing,
  };
}

function expression(text: string | number | boolean | undefined) {
  return text === undefined ? undefined : compileExpression(text);
}

function defineItems({ each = [], entries }: RuleYaml): ItemsDefinition {
  const lists = [each].flat().map((text) => compileExpression(text));
  if (entries !== undefined) {
    return { over: 'entries', expression: compileExpression(entries), within: lists };
  }
  const innermost = lists.at(-1);
  if (innermost === undefined) return { over: 'document' };
  return { over: 'each', expression: innermost, within: lists.slice(0, -1) };
}

function defineMap(map: NonNullable<RuleYaml['map']>): ReadonlyMap<string, number> {
  return Array.isArray(map)
    ? new Map(map.map(({ from, to }) => [from, to]))
    : new Map(Object.entries(map));
}

/** What a row's document comes with; `now` is in seconds there and in milliseconds here. */
export function bindingsOf({ bindings }: Row): DocumentBindings {
  return { ...bindings, now: (bindings.now ?? 1_700_000_000) * 1000 };
}

/** The lines of a family without its name; a timestamp follows in seconds. */
export function linesOf(family: MetricFamily): string[] {
  return Array.from(family.values, (value, row) => {
    const labels = family.labelNames.flatMap((name, column) => {
      const text = family.labelValues[row * family.labelNames.length + column] ?? '';
      return text === '' ? [] : [`${name}="${escape(text)}"`];
    });
    const timestamp = family.timestamps?.[row] ?? Number.NaN;
    return [
      `${family.suffixes?.[row] ?? ''}${labels.length > 0 ? `{${labels.join(',')}}` : ''}`,
      String(value).replace('Infinity', 'Inf').replace(/^Inf$/u, '+Inf'),
      Number.isNaN(timestamp) ? '' : String(timestamp),
    ]
      .filter((part) => part !== '')
      .join(' ');
  });
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
