const secretWords =
  /authorization|cookie|token|secret|password|passwd|passphrase|credential|signature|(api|access|private)-?key/;

/** Names that are too common where nothing says what they are for, as in `PARTITION_KEY`. */
const ambiguousWords = /(^|-)(key|auth)(-|$)/;

/** Whether a header or a query parameter of this name holds a secret, by its name. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  return secretWords.test(words) || ambiguousWords.test(words);
}

/** Whether an environment variable holds a secret, by its name. */
export function isSecretVariable(name: string): boolean {
  return secretWords.test(wordsOf(name));
}

function wordsOf(name: string): string {
  const split = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2');
  return split.toLowerCase().replaceAll('_', '-');
}
