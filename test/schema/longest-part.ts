/** The longest part of the secret, from wherever on, that a text shows. */
export function longestPart(text: string, secret: string): number {
  let longest = 0;
  for (let from = 0; from < secret.length; from += 1) {
    while (text.includes(secret.slice(from, from + longest + 1))) {
      if (from + longest + 1 > secret.length) break;
      longest += 1;
    }
  }
  return longest;
}
