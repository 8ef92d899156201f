import type { FieldContext } from './field.ts';
import type { Text } from './text.ts';

/**
 * Refuses a string that is not valid in a header (RFC 9110 section 5.5), as far as it can be read at load. The message
 * does not include the character because the string may be a secret.
 */
export function checkHeaderValue(text: Text, context: FieldContext): Text {
  const value = text.peek() ?? '';
  const offset = value.search(/[^\t\u0020-\u007e\u0080-\u00ff]/);
  if (offset !== -1) context.report(faultAt(value, offset), { offset });
  return text;
}

function faultAt(value: string, offset: number): string {
  const code = value.charCodeAt(offset);
  if (/^[\r\n]+$/.test(value.slice(offset))) {
    return 'ends in a line break, which no header can have: write it on one line, or as a block that begins with |- in place of |';
  }
  if (code === 0x0a || code === 0x0d) {
    return 'has a line break, which no header can have: write it on one line';
  }
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code > 0xff
    ? 'has a character beyond U+00FF, which no header can have: encode it as the server expects it'
    : `has the control character ${name}, which no header can have: leave it out`;
}
