import { posix } from 'node:path';

/** A parsed path of the configuration. */
export interface PathPattern {
  /** As configured, for messages and metrics. */
  readonly text: string;
  /** The path, or the folder before the first wildcard of a glob. */
  readonly fixed: string;
  /** What follows that folder; undefined for a plain path. */
  readonly glob: string | undefined;
}

const wildcard = /(?:^|[^\\])(?:\\\\)*(?:[*?[{]|[!@+]\()/;

/** Whether a path has wildcards that are not escaped. Parentheses alone are not wildcards: `report (1).csv`. */
export function isGlob(path: string): boolean {
  return wildcard.test(path);
}

/** Parses an absolute path or glob. */
export function parsePattern(text: string): PathPattern {
  const segments = posix
    .normalize(text)
    .replace(/(?<=.)\/$/, '')
    .split('/');
  const first = segments.findIndex(isGlob);
  if (first === -1) return { text, fixed: unescape(segments.join('/')), glob: undefined };
  const fixed = unescape(segments.slice(0, first).join('/')) || '/';
  return { text, fixed, glob: segments.slice(first).join('/') };
}

/**
 * The same for the folder of a textfile collector, or a glob of such folders: it stands for the `*.prom` in
 * it.
 */
export function parseTextfilePattern(text: string): PathPattern {
  if (text.endsWith('.prom')) return parsePattern(text);
  return { ...parsePattern(`${text}/*.prom`), text };
}

function unescape(path: string): string {
  return path.replace(/\\(.)/g, '$1');
}
