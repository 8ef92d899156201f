import { listOf, mapOf, object } from '../schema/containers.ts';
import { expression } from '../schema/expression.ts';
import { labelName } from '../schema/names.ts';
import { choice, number, plainText } from '../schema/scalars.ts';
import { valueMap } from '../schema/value-map.ts';

/** The types that a metric can be declared with. */
export const metricTypes = ['gauge', 'counter', 'info', 'unknown'] as const;

export const labelExpressions = () => mapOf(labelName, expression());
export const labelConstants = () => mapOf(labelName, plainText());

/** From the document to the samples of one metric; stands in the metric, or in each of its `rules`. */
const rule = {
  each: expression()
    .optional()
    .describe('The list whose elements are the items; one sample each.')
    .meta({ examples: ['orders'] }),
  entries: expression()
    .optional()
    .describe('The object whose entries are the items: `@` is the value, `$key` the key.')
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
  value: expression()
    .optional()
    .describe('The value of the sample. Only a metric of type info has none.')
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
  onMissing: choice(['skip', 'fail'])
    .optional()
    .describe(
      'What a missing value does: `skip` leaves its sample out, as when nothing is written here; `fail` fails the collector.',
    ),
};

const Rule = object(rule).describe('One of several rules under one name.');

/** One metric of a collector. */
export const Metric = object({
  help: plainText()
    .describe('What the metric says, for its users.')
    .meta({ examples: ['Value of the order.'] }),
  type: choice(metricTypes).describe('The type of the metric.').prefault('gauge'),
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
