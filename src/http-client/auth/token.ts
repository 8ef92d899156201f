import { CollectionError } from '../../engine/source.ts';
import { isSendable } from '../exchange/headers.ts';

/** Servers reject larger headers. */
const maxLength = 8192;

/**
 * Checks that a token from a server can be sent. The error message never contains the token.
 *
 * @throws CollectionError `decode`
 */
export function checkToken(token: string): string {
  if (token === '') throw new CollectionError('decode', 'the token is empty');
  if (token.length > maxLength) {
    throw new CollectionError(
      'decode',
      `the token has ${token.length} characters, more than the ${maxLength} that are sent in a header`,
    );
  }
  if (!isSendable(token)) {
    throw new CollectionError(
      'decode',
      'the token has a control character, or one beyond U+00FF, which no header can carry',
    );
  }
  return token;
}
