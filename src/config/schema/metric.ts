import type { MetricType } from '../../metric/family.ts';
import { listOf, mapOf, object } from '../../schema/containers.ts';
import { expression, expressions } from '../../schema/expression.ts';
import { labelName } from '../../schema/names.ts';
import { boolean, choice, number, plainText } from '../../schema/scalars.ts';
import { valueMap } from '../../schema/value-map.ts';

/** The types that a metric can be declared with. */
export const metricTypes = [
  'gauge',
  'counter',
  'histogram',
  'summary',
  'info',
  'stateset',
  'unknown',
] as const satisfies readonly MetricType[];

export const labelExpressions = () => mapOf(labelName, expression());
export const labelConstants = () => mapOf(labelName, plainText());

const LabelsFrom = object({
  map: expression()
    .describe('The map: its keys become names of labels, its values their texts.')
    .meta({ examples: ['metadata.labels'] }),
  prefix: plainText('a text such as label_')
    .describe('What stands before each name.')
    .meta({ examples: ['label_'] })
    .prefault(''),
  allow: listOf(plainText('a key such as team, or a pattern such as "app.kubernetes.io/*"'))
    .describe('The keys that are taken; in a pattern `*` is any text.')
    .meta({ examples: [['team', 'app.kubernetes.io/*']] }),
}).describe('Labels of a map whose keys only the document knows, by an allow-list.');

/** From the document to the samples of one metric; stands in the metric, or in each of its `rules`. */
const rule = {
  each: expressions()
    .optional()
    .describe(
      'The list whose elements are the items; one sample each. For lists in lists a list such as `[orders, lines]`: the lines of all orders, `$parent` is the order.',
    )
    .meta({ examples: ['orders'] }),
  entries: expression()
    .optional()
    .describe(
      'The object whose entries are the items: `@` is the value, `$key` the key. Beside `each`: an object in each item of it, which is `$parent`.',
    )
    .meta({ examples: ['$root.nodes'] }),
  when: expression()
    .optional()
    .describe('No sample where this is false or null.')
    .meta({ examples: ["status != 'cancelled'"] }),
  labels: labelExpressions()
    .optional()
    .describe('Labels, each an expression.')
    .meta({ examples: [{ id: 'id', city: "customer.city || 'unknown'" }] }),
  staticLabels: labelConstants()
    .optional()
    .describe('Labels, each a constant text.')
    .meta({ examples: [{ team: 'sales' }] }),
  labelsFrom: listOf(LabelsFrom)
    .optional()
    .describe('Labels of maps whose keys only the document knows, by allow-lists.'),
  value: expression()
    .optional()
    .describe(
      'The value of the sample; of a stateset the state. A histogram, a summary and an info have none.',
    )
    .meta({ examples: ['total.amount'] }),
  default: number()
    .optional()
    .describe('The value where there is none, neither mapped nor scaled.')
    .meta({ examples: [0] }),
  map: valueMap()
    .optional()
    .describe('From the text form of the value to its number; `*` is any other. Quote the keys.')
    .meta({ examples: [{ UP: 1, DOWN: 0, '*': 0 }] }),
  scale: number()
    .optional()
    .describe('What the value is multiplied by.')
    .meta({ examples: [0.01] }),
  buckets: expression()
    .optional()
    .describe('Of a histogram: a map from upper bounds to cumulative counts.')
    .meta({ examples: ['latency.buckets'] }),
  cumulative: boolean()
    .optional()
    .describe(
      'Of a histogram: `false` where a bucket counts only what is above the bound before it. Left out: it counts all up to its bound.',
    )
    .meta({ examples: [false] }),
  quantiles: expression()
    .optional()
    .describe('Of a summary: a map from quantiles (0 to 1) to values.')
    .meta({ examples: ['latency.quantiles'] }),
  count: expression()
    .optional()
    .describe('Of a histogram or summary: how many were observed. Of a histogram left out: `+Inf`.')
    .meta({ examples: ['latency.count'] }),
  sum: expression()
    .optional()
    .describe('Of a histogram or summary: the sum of all that was observed.')
    .meta({ examples: ['latency.sum'] }),
  timestamp: expression()
    .optional()
    .describe('When the value was true, in unix seconds. Left out, or null: at the scrape.')
    .meta({ examples: ['parse_time(updated_at)'] }),
  fill: mapOf(labelName, listOf(plainText('a value of the label')))
    .optional()
    .describe('Per label its values that are always there: a series that is absent is 0.')
    .meta({ examples: [{ state: ['open', 'paid', 'shipped'] }] }),
  onMissing: choice(['skip', 'fail'])
    .optional()
    .describe(
      'What a missing value, or a missing `each`, does: `skip` leaves its sample out, as when nothing is written here; `fail` fails the collector.',
    ),
};

const Rule = object(rule).describe('One of several rules under one name.');

/** One metric of a collector. */
export const Metric = object({
  help: plainText()
    .describe('What the metric says, for its users.')
    .meta({ examples: ['Value of the order.'] }),
  type: choice(metricTypes).describe('The type of the metric.').prefault('gauge'),
  states: listOf(plainText('the name of a state'))
    .optional()
    .describe('Of a stateset: every state there is. The label is called like the metric.')
    .meta({ examples: [['open', 'paid', 'shipped']] }),
  unit: plainText()
    .optional()
    .describe('The unit, which the name should end in.')
    .meta({ examples: ['euros'] }),
  ...rule,
  rules: listOf(Rule)
    .optional()
    .describe('Several rules under one name, in place of the keys of one rule.'),
}).describe('A metric: the key is its name and the name of its samples.');

/** The keys of one rule, which cannot stand beside `rules`. */
export const ruleKeys: readonly string[] = Object.keys(rule);
