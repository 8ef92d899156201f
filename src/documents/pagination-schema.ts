import type { z } from 'zod';
import { atMostOne, mapOf, object } from '../schema/containers.ts';
import { expression } from '../schema/expression.ts';
import { anyName } from '../schema/names.ts';
import { number } from '../schema/scalars.ts';

export const Pagination = object({
  next: expression()
    .optional()
    .describe(
      'The address of the next page, from the page that was read: relative or absolute, or a header Link. Null ends it. Left out, without `query`: the header Link.',
    )
    .meta({ examples: ['links.next', '$response.headers.link'] }),
  query: mapOf(anyName, expression())
    .optional()
    .describe(
      'Parameters that the address of the next page has, each an expression over the page that was read. It ends when all of them are null or empty.',
    )
    .meta({ examples: [{ cursor: 'meta.next_cursor' }] }),
  limit: number({ integer: true, min: 1, max: 10_000 })
    .describe('Pages of one collection; with more the collector fails.')
    .prefault(10),
})
  .check(atMostOne(['next', 'query']))
  .describe('Reads further pages; each is a document of its own, and their samples add up.');
export type Pagination = z.output<typeof Pagination>;
