import type { Escaping } from './format.ts';

const legacyMetricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const legacyLabelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What Prometheus knew as a metric name before version 3; anything else is written in quotes. */
export function isLegacyMetricName(name: string): boolean {
  return legacyMetricName.test(name);
}

/** A metric's name under the scheme that the scraper asked for, without quotes. */
export function escapeMetricName(name: string, escaping: Escaping): string {
  return escapeName(name, escaping, legacyMetricName, /[a-zA-Z0-9_:]/);
}

/** A label's name as it stands before `=`: escaped, and in quotes where it needs them. */
export function writeLabelName(name: string, escaping: Escaping): string {
  const escaped = escapeName(name, escaping, legacyLabelName, /[a-zA-Z0-9_]/);
  return legacyLabelName.test(escaped) ? escaped : quote(escaped);
}

/** A metric's name as it stands in HELP, TYPE and UNIT. */
export function writeMetadataName(escapedName: string): string {
  return isLegacyMetricName(escapedName) ? escapedName : quote(escapedName);
}

/** Backslash, double quote and newline, as label values and OpenMetrics' help texts have them escaped. */
export function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function quote(name: string): string {
  return `"${escapeText(name)}"`;
}

/** Prometheus' escaping schemes; `legacy` is what needs no escape, `plain` the letters of such a name. */
function escapeName(name: string, escaping: Escaping, legacy: RegExp, plain: RegExp): string {
  if (escaping === 'allow-utf-8') return name;
  if (escaping !== 'dots' && legacy.test(name)) return name;
  const letters = Array.from(name, (letter, index) =>
    plain.test(letter) && !(index === 0 && /\d/.test(letter))
      ? escapePlain(letter, escaping)
      : escapeOther(letter, escaping),
  );
  return (escaping === 'values' ? 'U__' : '') + letters.join('');
}

function escapePlain(letter: string, escaping: Escaping): string {
  return letter === '_' && escaping !== 'underscores' ? '__' : letter;
}

function escapeOther(letter: string, escaping: Escaping): string {
  if (escaping === 'underscores') return '_';
  if (escaping === 'dots') return letter === '.' ? '_dot_' : '__';
  return letter.isWellFormed() ? `_${letter.codePointAt(0)?.toString(16)}_` : '_FFFD_';
}
