import type { MetricFamily } from './family.ts';
import { hasSameSeries, layRows, takeRows, type RowLayout } from './row-layout.ts';

/** Families with distinct names, and the number of rows that were dropped. */
export interface MergedFamilies {
  /** Sorted by name, by UTF-16 code unit; each name once. */
  readonly families: readonly MetricFamily[];
  /** Rows of series that an earlier family of the same name also has. */
  readonly duplicates: number;
}

/**
 * Merges families of the same name, since several collectors may produce one metric. The result has the help, type
 * and unit of the first, the label names of all, and the rows in the given order. A series that an earlier family has
 * is dropped from later ones; of a histogram, summary or stateset all its rows are dropped, as a part of them would
 * be invalid. A family with a unique name is returned as the same object.
 */
export function mergeFamilies(families: readonly MetricFamily[]): MergedFamilies {
  return createMerger()(families);
}

/**
 * Creates a `mergeFamilies` that caches which rows it dropped. While the series of a name stay the same, only their
 * values are merged, which takes a fiftieth of the time.
 */
export function createMerger(): (families: readonly MetricFamily[]) => MergedFamilies {
  let layouts = new Map<string, Namesakes>();
  return (families) => {
    // The usual case, at a tenth of the cost.
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

/** The families of one merge, and its result. */
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
