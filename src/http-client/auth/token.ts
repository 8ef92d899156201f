import { CollectionError } from '../../engine/source.ts';
import { isSendable } from '../exchange/headers.ts';

/** Servers refuse larger headers. */
const maxLength = 8192;

/**
 * A token as a server issued it, if it can be sent. The token itself is never part of the message.
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
