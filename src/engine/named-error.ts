import { BudgetSpent } from '../budget/budget.ts';
import { NoRoom } from '../budget/bytes-in-flight.ts';
import { DecodeError } from '../decode/error.ts';
import { messageOf } from './failure.ts';
import { CollectionError, type FailureReason } from './source.ts';

/**
 * The same failure, with the name of its request at the start of the message.
 *
 * @param otherwise the reason for anything but a CollectionError
 */
export function namedError(
  name: string,
  thrown: unknown,
  otherwise: FailureReason = 'internal',
): CollectionError {
  if (!(thrown instanceof CollectionError)) {
    const message = `${name}: ${messageOf(thrown)}`;
    return new CollectionError(reasonOf(thrown, otherwise), message, { cause: thrown });
  }
  const { reason, message, status, retryAfter, cause } = thrown;
  return new CollectionError(reason, `${name}: ${message}`, { cause, status, retryAfter });
}

function reasonOf(thrown: unknown, otherwise: FailureReason): FailureReason {
  if (thrown instanceof DecodeError) return 'decode';
  return thrown instanceof NoRoom ? 'timeout' : otherwise;
}

/**
 * Runs `work` and adds the name to its errors, except for BudgetSpent: that collection is repeated in another process.
 */
export function naming<T>(name: () => string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BudgetSpent) throw error;
    throw namedError(name(), error);
  }
}
