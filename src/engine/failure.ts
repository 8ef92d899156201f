import { inspect } from 'node:util';
import { NoRoom } from '../budget/bytes-in-flight.ts';
import { DecodeError } from '../decode/error.ts';
import { ExtractionError } from '../extract/extraction.ts';
import { CollectionError, type FailureReason } from './source.ts';

/**
 * Converts anything that a source throws to the failure of its collection. The message includes the whole chain of
 * causes.
 */
export function toCollectionError(thrown: unknown): CollectionError {
  if (thrown instanceof CollectionError) return thrown;
  if (thrown instanceof DecodeError) return wrap('decode', thrown);
  if (thrown instanceof ExtractionError) return wrap('extract', thrown);
  if (thrown instanceof NoRoom) return wrap('timeout', thrown);
  return wrap('internal', thrown);
}

function wrap(reason: FailureReason, thrown: unknown): CollectionError {
  return new CollectionError(reason, messageOf(thrown), { cause: thrown });
}

/** The messages of an error and its causes, outermost first, without duplicates. */
export function messageOf(thrown: unknown): string {
  const parts: string[] = [];
  for (let error = thrown, depth = 0; error !== undefined && depth < 8; depth += 1) {
    const text = oneLine(error);
    if (text !== '' && !parts.some((part) => part.includes(text))) parts.push(text);
    error = error instanceof Error ? error.cause : undefined;
  }
  return parts.join(': ');
}

function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error, { breakLength: Infinity });
  if (error instanceof AggregateError && error.message === '') {
    // Happy Eyeballs fails with one error per address and has no message of its own.
    return error.errors.map((each: unknown) => messageOf(each)).join(', ');
  }
  return error.message.replace(/\s+/g, ' ').trim();
}
