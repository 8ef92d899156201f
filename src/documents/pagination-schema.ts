import type { z } from 'zod';
import { atMostOne, mapOf, object } from '../schema/containers.ts';
import { expression } from '../schema/expression.ts';
import { anyName } from '../schema/names.ts';
import { number } from '../schema/scalars.ts';

export const Pagination = object({
  next: expression()
    .optional()
    .describe(
      'The URL of the next page, as an expression over the current page: relative or absolute, or a Link header. Null ends the pagination. Default, without `query`: the Link header.',
    )
    .meta({ examples: ['links.next', '$response.headers.link'] }),
  query: mapOf(anyName, expression())
    .optional()
    .describe(
      'Query parameters of the next page, each an expression over the current page. The pagination ends when all of them are null or empty.',
    )
    .meta({ examples: [{ cursor: 'meta.next_cursor' }] }),
  limit: number({ integer: true, min: 1, max: 10_000 })
    .describe('Maximum number of pages in one collection. With more, the collector fails.')
    .prefault(10),
})
  .check(atMostOne(['next', 'query']))
  .describe(
    'Follows pagination. Each page is a separate document, and their samples are combined.',
  );
export type Pagination = z.output<typeof Pagination>;
