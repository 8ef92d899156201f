import type { Escaping } from './format.ts';

const legacyMetricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const legacyLabelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A metric name of Prometheus before version 3; any other name is written in quotes. */
export function isLegacyMetricName(name: string): boolean {
  return legacyMetricName.test(name);
}

/** A metric's name in the requested escaping scheme, without quotes. */
export function escapeMetricName(name: string, escaping: Escaping): string {
  return escapeName(name, escaping, legacyMetricName, /[a-zA-Z0-9_:]/);
}

/** A label's name as it is written before `=`: escaped, and in quotes if necessary. */
export function writeLabelName(name: string, escaping: Escaping): string {
  const escaped = escapeName(name, escaping, legacyLabelName, /[a-zA-Z0-9_]/);
  return legacyLabelName.test(escaped) ? escaped : quote(escaped);
}

/** A metric's name as it is written in HELP, TYPE and UNIT. */
export function writeMetadataName(escapedName: string): string {
  return isLegacyMetricName(escapedName) ? escapedName : quote(escapedName);
}

/** Escapes backslash, double quote and newline, as in label values and OpenMetrics help texts. */
export function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function quote(name: string): string {
  return `"${escapeText(name)}"`;
}

/** Prometheus' escaping schemes; `legacy` matches names that need no escaping, `plain` their characters. */
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
