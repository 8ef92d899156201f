/** One entry of an `Accept` or `Accept-Encoding` header. */
export interface Preference {
  /** The media range or coding, in lowercase. */
  readonly value: string;
  /** The parameters except `q`; names in lowercase, values without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1; 0 means not acceptable. An invalid weight counts as 1. */
  readonly quality: number;
}

/** Maximum number of entries in a header and of parameters in an entry: more than any client sends. */
const maxEntries = 64;
const maxParameters = 16;

// The parts between commas, or semicolons, outside of quotes.
const entryPattern = /(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g;
const partPattern = /(?:[^;"]|"(?:\\.|[^"\\])*"?)+/g;

/**
 * Reads the first 64 entries of a header with preferences (RFC 9110 section 12.4.2). Sorted by weight; for equal
 * weights, entries without a wildcard come first, and otherwise the order of the header is kept.
 */
export function parsePreferences(header: string): readonly Preference[] {
  return firstMatches(header, entryPattern, maxEntries)
    .map(parsePreference)
    .filter(({ value }) => value !== '')
    .toSorted((a, b) => b.quality - a.quality || wildcards(a) - wildcards(b));
}

function firstMatches(text: string, pattern: RegExp, count: number): readonly string[] {
  const matches: string[] = [];
  for (const [match] of text.matchAll(pattern)) {
    if (matches.length === count) break;
    matches.push(match);
  }
  return matches;
}

function wildcards({ value }: Preference): number {
  return value.split('*').length - 1;
}

function parsePreference(entry: string): Preference {
  const [value = '', ...rest] = firstMatches(entry, partPattern, maxParameters).map((part) =>
    part.trim(),
  );
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
