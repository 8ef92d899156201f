import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hostile } from './growth.ts';
import { patternsOfSources } from './patterns.ts';

export const tableFile = join(import.meta.dirname, 'hostile.json');

/** What there is in the sources and in the table, by how it is written. */
export type Table = Readonly<Record<string, readonly Hostile[]>>;

/** Patterns that are put together at run time, as they come out: for each that is written, some that are made. */
const made: Readonly<Record<string, readonly RegExp[]>> = {
  // of src/decode/xml-problem.ts
  "new RegExp(`${content.source}|${misc.source}`, 'sy')": [
    /[^<&]+|&[^<&;]*;|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^[>]*(?:\[.*?\]\s*)?>/sy,
  ],
  // of src/expression/functions/time-format.ts
  'new RegExp(`^${spaced}$`)': [
    /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*(\d{1,2}):(\d{1,2})\s*$/,
    /^\s*(\d{1,2})\s*([a-zA-Z]+)\s*(\d{4})\s*$/,
  ],
};

/** Used only as part of one that is made, where it matches from one place on and not from each. */
const parts: ReadonlySet<string> = new Set([
  String(/<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^[>]*(?:\[.*?\]\s*)?>/),
]);

/** Every pattern of the sources once, by how it is written there. @throws Error for one that is made and not listed */
export function patternsByText(): Map<string, readonly RegExp[]> {
  const patterns = new Map<string, readonly RegExp[]>();
  for (const { file, written, regex } of patternsOfSources()) {
    if (parts.has(written)) continue;
    const all = regex === undefined ? made[written] : [regex];
    if (all === undefined) {
      throw new Error(`${file}: list what ${written} makes in test/regex/table.ts`);
    }
    patterns.set(written, all);
  }
  return patterns;
}

export function readTable(): Table {
  const table: Table = JSON.parse(readFileSync(tableFile, 'utf8'));
  return table;
}
