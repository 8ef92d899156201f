import type { YAMLError } from 'yaml';

const quote = 'write the value in quotes';

const messages: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: `a plain value cannot begin with *: ${quote}`,
  BLOCK_AS_IMPLICIT_KEY: `a second ": " or a wrong indentation: ${quote} or indent it right`,
  MULTIPLE_DOCS: 'a second YAML document begins here: keep one',
  TAB_AS_INDENT: 'a tab cannot indent YAML: use spaces',
};

/** The errors of the YAML parser, with clearer messages where possible. */
export function syntaxMessage({ code, message }: YAMLError): string {
  return `broken YAML: ${messages[code] ?? ownWords(message) ?? decapitalize(message)}`;
}

/**
 * Whether an error affects only one scalar, so that the rest of the file can still be checked. After any other
 * error the parser guesses the structure, which would lead to misleading messages.
 */
export function isConfined({ code }: YAMLError): boolean {
  return code === 'BAD_SCALAR_START' || code === 'BAD_DQ_ESCAPE';
}

/** Whether an error is only a consequence of an earlier one. */
export function isAftermath({ message }: YAMLError): boolean {
  return message.includes('in YAML stream');
}

function ownWords(message: string): string | undefined {
  const [character] = /(?<=^Plain value cannot start with .* )\S$/.exec(message) ?? [];
  if (character !== undefined) return `a plain value cannot begin with ${character}: ${quote}`;
  if (message.startsWith('Invalid escape')) {
    return `${decapitalize(message)}: write the text in single quotes, or the backslash twice`;
  }
  if (message.startsWith('Missing closing')) return 'a quote above is not closed';
  if (/^Flow (map|sequence) in block/.test(message)) {
    return 'a { or [ above is not closed, or what is in it is not indented';
  }
  if (message.includes('call stack')) return 'nested too deeply';
  return message.endsWith(' at node end')
    ? `something stands behind the end of a value: ${quote} when it is an expression`
    : undefined;
}

function decapitalize(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
