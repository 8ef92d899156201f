import type { z } from 'zod';
import { always, isMap, listOf, object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { boolean, number } from '../../schema/scalars.ts';
import { statusRange } from './status-range.ts';

export const Retries = object({
  attempts: number({ integer: true, min: 1, max: 10 })
    .describe('How often a request that failed is sent again, within the time of the collection.')
    .meta({ examples: [2] }),
  delay: duration().describe('The wait before the first of them; it doubles.').prefault('200ms'),
  maxDelay: duration()
    .describe('The longest wait. A server that asks for a longer one (Retry-After) is left alone.')
    .prefault('5s'),
  status: listOf(statusRange())
    .prefault([408, 429, 500, 502, 503, 504])
    .describe('Status codes that are worth another attempt.'),
  idempotent: boolean()
    .describe('That a POST may be sent twice, as a query may. Other methods may always.')
    .prefault(false),
}).describe('Sends a request again that failed.');
export type Retries = z.output<typeof Retries>;

/** Refuses `retries` for a request that must not be sent twice. */
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
