/** Parts of a name, at any position, that mark its value as secret. */
const secretParts =
  /authori[sz]ation|cookie|token|secret|passw|passphrase|passcode|credential|signature|bearer|sess(ion)?-?id|jwt|(api|access|private|auth|app|subscription|function|account)-?key/;

/** Words that mark a value as secret, but only as a whole word: `x-sig`, not `signal`. */
const secretWords = new Set(
  'pass pwd pw pin otp totp sid session sig hmac dsn pat creds userinfo nonce'.split(' '),
);

/**
 * Words that mark a secret anywhere in a name of a request, but only at the end of a variable's name: `SHOP_KEY`, not
 * `KEY_COUNT`.
 */
const ambiguousWords = new Set(['key', 'auth']);

/** Complete names that mark a secret; as part of other names, as in `status-code`, they are too common. */
const secretNames = new Set(['code', 'user-code', 'auth-code', 'access-code', 'device-code']);

/** Variables whose value often contains a user and a password. */
const connectionVariable =
  /(^|-)(database|db|redis|mongo(db)?|postgres(ql)?|mysql|amqp|broker|smtp|ldap)-(url|uri)$|connection-string$/;

/** Whether a header, query parameter, form field or JSON field with this name contains a secret. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (secretParts.test(words) || secretNames.has(words)) return true;
  return words.split('-').some((word) => isSecretWord(word) || ambiguousWords.has(word));
}

/** Whether an environment variable contains a secret, judged by its name. */
export function isSecretVariable(name: string): boolean {
  const words = wordsOf(name);
  if (secretParts.test(words) || connectionVariable.test(words)) return true;
  const list = words.split('-');
  return list.some(isSecretWord) || ambiguousWords.has(list.at(-1) ?? '');
}

/** `pass` may also be a suffix: `dbpass`. */
function isSecretWord(word: string): boolean {
  return secretWords.has(word) || /^(db|user|admin|root|my|http)(pass|pwd)$/.test(word);
}

/** In lowercase, with a dash between words. */
function wordsOf(name: string): string {
  const split = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2');
  return split.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
