import { writeFileSync } from 'node:fs';
import { batteryFor } from './battery.ts';
import { growthOf, mostGrowth, timeOf, textOf, type Hostile } from './growth.ts';
import { patternsByText, readTable, tableFile } from './table.ts';

// `node test/regex/search.ts`: finds hostile texts for patterns of the sources that have none in the table yet, and
// forgets those of patterns that are gone. What was added by hand stays.

const kept = 4;
/** The longer ones only where the shorter one was fast: some patterns take exponential time. */
const lengths = [20, 40, 200, 1000];
const slowMs = 2;
const old = readTable();
const table: Record<string, readonly Hostile[]> = {};
for (const [written, patterns] of [...patternsByText()].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  table[written] = old[written] ?? patterns.flatMap((regex) => worstOf(written, regex));
}
writeFileSync(tableFile, `${JSON.stringify(table, null, 2)}\n`);

/** The slowest of the battery. */
function worstOf(written: string, regex: RegExp): Hostile[] {
  const worst = batteryFor(regex)
    .map((hostile) => ({ hostile, ms: costOf(regex, hostile) }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, kept)
    .map(({ hostile }) => hostile);
  const growth = Math.max(...worst.map((hostile) => growthOf(regex, hostile)));
  if (growth > mostGrowth) process.stdout.write(`${growth.toFixed(1)}  ${written}\n`);
  return worst;
}

/** Milliseconds for a text of the last length; infinite where a shorter one is slow already. */
function costOf(regex: RegExp, hostile: Hostile): number {
  let ms = 0;
  for (const length of lengths) {
    ms = timeOf(regex, textOf(hostile, length), length === lengths.at(-1) ? 3 : 1);
    // Once more, as it may have been the machine.
    if (ms > slowMs && timeOf(regex, textOf(hostile, length), 3) > slowMs) return Infinity;
  }
  return ms;
}
