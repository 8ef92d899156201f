import { messageOf } from '../../engine/failure.ts';
import { CollectionError } from '../../engine/source.ts';

/**
 * A request that got no answer, in words: what was looked up, connected to or read. Passes on what is
 * a CollectionError already, such as the deadline's.
 */
export function networkError(what: string, thrown: unknown): CollectionError {
  if (thrown instanceof CollectionError) {
    return new CollectionError(thrown.reason, `${what}: ${thrown.message}`, { cause: thrown });
  }
  return new CollectionError('connection', `${what}: ${messageOf(thrown)}`, { cause: thrown });
}
