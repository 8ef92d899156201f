/**
 * Control characters except the line feed, and CR except at the end of a line. Terminals execute them, and
 * bidirectional ones (Unicode Standard Annex 9) make text appear as something else.
 */
const controls =
  // oxlint-disable-next-line no-control-regex -- the pattern matches control characters
  /\r(?!\n)|[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Escapes the control characters of untrusted text as `\x1b` or `\u202e`, so that they are visible. */
export function escapeControls(text: string): string {
  return text.replaceAll(controls, escaped);
}

function escaped(character: string): string {
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}
