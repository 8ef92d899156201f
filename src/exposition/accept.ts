/** One entry of an `Accept` or `Accept-Encoding` header. */
export interface Preference {
  /** The media range or coding, in lower case. */
  readonly value: string;
  /** The parameters but `q`; names in lower case, values without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1; 0 is a refusal. A weight that is no number counts as 1. */
  readonly quality: number;
}

// What stands between commas, or semicolons, that are not in quotes.
const ENTRIES = /(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g;
const PARTS = /(?:[^;"]|"(?:\\.|[^"\\])*"?)+/g;

/**
 * Reads a header of preferences (RFC 9110 section 12.4.2): the best first, of equals those without a
 * wildcard, then in their order.
 */
export function parsePreferences(header: string): readonly Preference[] {
  return (header.match(ENTRIES) ?? [])
    .map(parsePreference)
    .filter(({ value }) => value !== '')
    .toSorted((a, b) => b.quality - a.quality || wildcards(a) - wildcards(b));
}

function wildcards({ value }: Preference): number {
  return value.split('*').length - 1;
}

function parsePreference(entry: string): Preference {
  const [value = '', ...rest] = (entry.match(PARTS) ?? []).map((part) => part.trim());
  const parameters = new Map(rest.map(parseParameter));
  const weight = Number.parseFloat(parameters.get('q') ?? '1');
  parameters.delete('q');
  const quality = Number.isNaN(weight) ? 1 : Math.min(Math.max(weight, 0), 1);
  return { value: value.toLowerCase(), parameters, quality };
}

function parseParameter(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals === -1) return [text.toLowerCase(), ''];
  const value = text.slice(equals + 1).trim();
  return [text.slice(0, equals).trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1')];
}
