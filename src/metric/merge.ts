import type { MetricFamily } from './family.ts';
import { hasSameSeries, layRows, takeRows, type RowLayout } from './row-layout.ts';

/** Families of distinct names, and how many rows were left out on the way. */
export interface MergedFamilies {
  /** Sorted by name, in code units; each name once. */
  readonly families: readonly MetricFamily[];
  /** Rows of series that an earlier family of the same name had already. */
  readonly duplicates: number;
}

/**
 * Puts families of the same name together, as several collectors may feed one metric: the first one's
 * help, type and unit, the label names of all, the rows in the order given. A series that an earlier
 * family of the name has is left out of the later ones; of histograms, summaries and statesets that
 * is all its rows, since half of each would be neither. A family whose name is unique is handed on as
 * the same object.
 */
export function mergeFamilies(families: readonly MetricFamily[]): MergedFamilies {
  return createMerger()(families);
}

/**
 * Makes a `mergeFamilies` that remembers which rows it left out the last time: while the series of a
 * name stay the same, only their values are put together, in a fiftieth of the time.
 */
export function createMerger(): (families: readonly MetricFamily[]) => MergedFamilies {
  let layouts = new Map<string, Namesakes>();
  return (families) => {
    // As in most pages: then it is a tenth of the work.
    if (areAscending(families)) return { families, duplicates: 0 };
    const last = layouts;
    layouts = new Map();
    const merged: MetricFamily[] = [];
    let duplicates = 0;
    for (const group of groupByName(families)) {
      const [first, second] = group;
      if (first === undefined) continue;
      if (second === undefined) {
        merged.push(first);
        continue;
      }
      const layout = layoutOf(group, last.get(first.name));
      layouts.set(first.name, { families: group, layout });
      merged.push(takeRows(group, first, layout));
      duplicates += layout.duplicates;
    }
    return { families: merged, duplicates };
  };
}

/** Families that were merged, and how. */
interface Namesakes {
  readonly families: readonly MetricFamily[];
  readonly layout: RowLayout;
}

function layoutOf(families: readonly MetricFamily[], last: Namesakes | undefined): RowLayout {
  return last !== undefined && hasSameSeries(families, last.families)
    ? last.layout
    : layRows(families);
}

function areAscending(families: readonly MetricFamily[]): boolean {
  return families.every(
    ({ name }, index) => index === 0 || (families[index - 1]?.name ?? '') < name,
  );
}

function groupByName(families: readonly MetricFamily[]): MetricFamily[][] {
  const sorted = families.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const groups: MetricFamily[][] = [];
  for (const family of sorted) {
    const group = groups.at(-1);
    if (group?.[0]?.name === family.name) group.push(family);
    else groups.push([family]);
  }
  return groups;
}
