import { DecodeError } from '../decode/error.ts';
import { messageOf } from './failure.ts';
import { CollectionError, type FailureReason } from './source.ts';

/**
 * The same failure, its message begun by the request that it belongs to.
 *
 * @param otherwise the reason of what is no CollectionError
 */
export function namedError(
  name: string,
  thrown: unknown,
  otherwise: FailureReason = 'internal',
): CollectionError {
  if (!(thrown instanceof CollectionError)) {
    const message = `${name}: ${messageOf(thrown)}`;
    const reason = thrown instanceof DecodeError ? 'decode' : otherwise;
    return new CollectionError(reason, message, { cause: thrown });
  }
  const { reason, message, status, retryAfter, cause } = thrown;
  return new CollectionError(reason, `${name}: ${message}`, { cause, status, retryAfter });
}

/** Runs it, and names what it throws. */
export function naming<T>(name: () => string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw namedError(name(), error);
  }
}
