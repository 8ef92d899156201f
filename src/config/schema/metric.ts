import type { MetricType } from '../../metric/family.ts';
import { listOf, mapOf, object } from '../../schema/containers.ts';
import { expression, expressions } from '../../schema/expression.ts';
import { labelName } from '../../schema/names.ts';
import { boolean, choice, number, plainText } from '../../schema/scalars.ts';
import { valueMap } from '../../schema/value-map.ts';

/** The types that a metric may declare. */
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
    .describe('An expression for an object. Its keys become label names, its values label values.')
    .meta({ examples: ['metadata.labels'] }),
  prefix: plainText('a string such as label_')
    .describe('Prefix of each label name.')
    .meta({ examples: ['label_'] })
    .prefault(''),
  allow: listOf(plainText('a key such as team, or a pattern such as "app.kubernetes.io/*"'))
    .describe('The keys to take. In a pattern, `*` matches any string.')
    .meta({ examples: [['team', 'app.kubernetes.io/*']] }),
}).describe('Labels from an object whose keys are only known from the document, by an allow-list.');

/** Makes samples of one metric from the document. Written in the metric itself, or in each of its `rules`. */
const rule = {
  each: expressions()
    .optional()
    .describe(
      'The array whose elements are the items, with one sample each. For nested arrays, an array such as `[orders, lines]`: the lines of all orders, with the order as `$parent`.',
    )
    .meta({ examples: ['orders'] }),
  entries: expression()
    .optional()
    .describe(
      'The object whose entries are the items: `@` is the value, `$key` the key. Together with `each`: an object in each item, and the item is `$parent`.',
    )
    .meta({ examples: ['$root.nodes'] }),
  when: expression()
    .optional()
    .describe('Only items for which this is neither false nor null get a sample.')
    .meta({ examples: ["status != 'cancelled'"] }),
  labels: labelExpressions()
    .optional()
    .describe('Labels. Each value is an expression.')
    .meta({ examples: [{ id: 'id', city: "customer.city || 'unknown'" }] }),
  staticLabels: labelConstants()
    .optional()
    .describe('Labels. Each value is a constant string.')
    .meta({ examples: [{ team: 'sales' }] }),
  labelsFrom: listOf(LabelsFrom)
    .optional()
    .describe('Labels from objects whose keys are only known from the document, by allow-lists.'),
  value: expression()
    .optional()
    .describe(
      'The value of the sample. For a stateset: the current state. Histograms, summaries and infos have no value.',
    )
    .meta({ examples: ['total.amount'] }),
  default: number()
    .optional()
    .describe('The value to use if there is none. It is neither mapped nor scaled.')
    .meta({ examples: [0] }),
  map: valueMap()
    .optional()
    .describe(
      'Maps the value, as a string, to a number. `*` matches any other value. Quote the keys.',
    )
    .meta({ examples: [{ UP: 1, DOWN: 0, '*': 0 }] }),
  scale: number()
    .optional()
    .describe('Factor that the value is multiplied by.')
    .meta({ examples: [0.01] }),
  buckets: expression()
    .optional()
    .describe('Histograms only: an object from upper bounds to cumulative counts.')
    .meta({ examples: ['latency.buckets'] }),
  cumulative: boolean()
    .optional()
    .describe(
      'Histograms only: `false` if each bucket counts only the observations above the previous bound. Default: each bucket counts all observations up to its bound.',
    )
    .meta({ examples: [false] }),
  quantiles: expression()
    .optional()
    .describe('Summaries only: an object from quantiles (0 to 1) to values.')
    .meta({ examples: ['latency.quantiles'] }),
  count: expression()
    .optional()
    .describe(
      'Histograms and summaries only: the number of observations. Default for histograms: the `+Inf` bucket.',
    )
    .meta({ examples: ['latency.count'] }),
  sum: expression()
    .optional()
    .describe('Histograms and summaries only: the sum of all observations.')
    .meta({ examples: ['latency.sum'] }),
  timestamp: expression()
    .optional()
    .describe(
      'Timestamp of the sample in Unix seconds. Default, and if null: the time of the scrape.',
    )
    .meta({ examples: ['parse_time(updated_at)'] }),
  fill: mapOf(labelName, listOf(plainText('a value of the label')))
    .optional()
    .describe('For each label, the values that always exist: a missing series is exported as 0.')
    .meta({ examples: [{ state: ['open', 'paid', 'shipped'] }] }),
  onMissing: choice(['skip', 'fail'])
    .optional()
    .describe(
      'What to do about a missing value or a missing `each`: `skip` leaves the sample out (the default), `fail` fails the collector.',
    ),
};

const Rule = object(rule).describe('One of several rules for one metric.');

/** One metric of a collector. */
export const Metric = object({
  help: plainText()
    .describe('Help text of the metric, for its users.')
    .meta({ examples: ['Value of the order.'] }),
  type: choice(metricTypes).describe('The type of the metric.').prefault('gauge'),
  states: listOf(plainText('the name of a state'))
    .optional()
    .describe('Statesets only: all possible states. The label has the name of the metric.')
    .meta({ examples: [['open', 'paid', 'shipped']] }),
  unit: plainText()
    .optional()
    .describe('The unit of the metric. The name should end with it.')
    .meta({ examples: ['euros'] }),
  ...rule,
  rules: listOf(Rule)
    .optional()
    .describe('Several rules for one metric, instead of the keys of a single rule.'),
}).describe('A metric. The key is its name and the name of its samples.');

/** The keys of one rule, which cannot be combined with `rules`. */
export const ruleKeys: readonly string[] = Object.keys(rule);
