import type { z } from 'zod';
import { always, isMap, listOf, object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { boolean, number } from '../../schema/scalars.ts';
import { statusRange } from './status-range.ts';

export const Retries = object({
  attempts: number({ integer: true, min: 1, max: 10 })
    .describe('Maximum number of retries, within the timeout of the collection.')
    .meta({ examples: [2] }),
  delay: duration()
    .describe('Back-off before the first retry. It doubles with each retry.')
    .prefault('200ms'),
  maxDelay: duration()
    .describe(
      'Maximum back-off. If `Retry-After` asks for a longer one, the request is not retried.',
    )
    .prefault('5s'),
  status: listOf(statusRange())
    .prefault([408, 429, 500, 502, 503, 504])
    .describe('Status codes that are retried.'),
  idempotent: boolean()
    .describe(
      'Whether a POST may be sent twice, because it only queries. Other methods may always be retried.',
    )
    .prefault(false),
}).describe('Retries of failed requests.');
export type Retries = z.output<typeof Retries>;

/** Rejects `retries` for a request that must not be sent twice. */
export function checkRetries<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || value['method'] !== 'POST' || !isMap(value['retries'])) return;
    const { idempotent = false } = value['retries'];
    if (idempotent !== false) return;
    const message =
      'does not go with method POST, which must not be sent twice: if this one only reads, add idempotent: true';
    report(['retries'], message);
  });
}
