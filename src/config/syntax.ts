import type { YAMLError } from 'yaml';

const quote = 'write the value in quotes';

const messages: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: `a plain value cannot begin with *: ${quote}`,
  BAD_SCALAR_START: `a plain value cannot begin with this character: ${quote}`,
  BLOCK_AS_IMPLICIT_KEY: `a second ": " or a wrong indentation: ${quote} or indent it right`,
  MULTIPLE_DOCS: 'a second YAML document begins here: keep one',
  TAB_AS_INDENT: 'a tab cannot indent YAML: use spaces',
};

/** What the YAML parser has against the text, in our words where they help more. */
export function syntaxMessage({ code, message }: YAMLError): string {
  const hint = /scalar at node end|flow-(seq|map)-start at node end/.test(message)
    ? `; ${quote} when it is an expression`
    : '';
  return `broken YAML: ${messages[code] ?? `${decapitalize(message)}${hint}`}`;
}

function decapitalize(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
