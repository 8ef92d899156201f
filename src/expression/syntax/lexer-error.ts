import { ExpressionSyntaxError } from '../expression.ts';

const mistakenQuotes = '‘’‚‛“”„‟´';

/** The error for a character that begins no token, with what people mean who write it. */
export function unknownCharacter(text: string, start: number): ExpressionSyntaxError {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const code = (text.codePointAt(start) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  if (mistakenQuotes.includes(character)) {
    return new ExpressionSyntaxError(
      `unexpected ${character} (U+${code}); text stands in straight quotes: 'text'`,
      start,
    );
  }
  if (character === '~') {
    return new ExpressionSyntaxError(
      "unexpected character ~; write match(text, 'pattern') for a regular expression",
      start,
    );
  }
  const shown = /[\p{Z}\p{C}]/u.test(character) ? `U+${code}` : `${character} (U+${code})`;
  const advice = /\p{Z}/u.test(character)
    ? 'write a plain space'
    : 'a field whose name has other letters than a-z, A-Z, 0-9 and _ is written in double quotes';
  return new ExpressionSyntaxError(`unexpected character ${shown}; ${advice}`, start);
}
