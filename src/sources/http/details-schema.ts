import type { z } from 'zod';
import { relativeAddress } from '../../schema/address.ts';
import { mapOf, object } from '../../schema/containers.ts';
import { expression } from '../../schema/expression.ts';
import { anyName } from '../../schema/names.ts';
import { choice, number } from '../../schema/scalars.ts';
import { hideSecrets, requestText } from '../../schema/secret.ts';

export const Details = object({
  each: expression()
    .describe('The items of the list, as an expression over each of its pages.')
    .meta({ examples: ['items', '@'] }),
  url: relativeAddress()
    .describe(
      'The URL for one item, of the same scheme, host and port as the list. `${item:EXPRESSION}` is a value of the item, escaped; at the beginning it is a URL or path of the item itself.',
    )
    .meta({ examples: ['/api/items/${item:id}', '${item:links.self}'] }),
  query: mapOf(anyName, requestText())
    .transform(hideSecrets)
    .prefault({})
    .describe('Parameters that are added to the query of the URL.')
    .meta({ examples: [{ id: '${item:id}' }] }),
  concurrency: number({ integer: true, min: 1, max: 16 })
    .describe('Requests at a time.')
    .prefault(4),
  limit: number({ integer: true, min: 1, max: 10_000 })
    .describe('Maximum number of items in one collection. With more, the collector fails.')
    .prefault(100),
  onError: choice(['skip', 'fail'])
    .describe(
      'What a request that fails costs: its item, which is counted and logged (`skip`; if all fail, the collector does), or the whole collection (`fail`).',
    )
    .prefault('skip'),
}).describe(
  'One request for each item of a list. The list is what `url` (with `pagination`) returns; the documents of the metrics are those of the items, with the item as `$item`. Uses the headers and credentials of the list.',
);
export type Details = z.output<typeof Details>;
