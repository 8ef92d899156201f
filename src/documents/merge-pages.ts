import type { Skip } from '../extract/extraction.ts';
import { mergeFamilies } from '../metric/merge.ts';
import type { MetricFamily } from '../metric/family.ts';
import { sampleNames } from '../metric/sample-names.ts';
import { checkCells } from './page-limits.ts';

/** The families of a document that is a page of metrics. */
export interface Page {
  /** The document's name in messages. */
  readonly path: string;
  readonly families: readonly MetricFamily[];
}

/** A family that conflicts with one of an earlier page, and is skipped. */
export interface Conflict {
  readonly path: string;
  readonly metric: string;
  readonly message: string;
}

export interface MergedPages {
  /** Each name once, sorted by name. */
  readonly families: readonly MetricFamily[];
  readonly conflicts: readonly Conflict[];
  /** The number of series, by metric, that an earlier file also has. */
  readonly duplicates: readonly Skip[];
}

/** The state of all families with one name. */
interface Merge {
  readonly first: MetricFamily;
  /** The first document with it, or undefined for a metric of the configuration. */
  readonly firstPath: string | undefined;
  help: string;
  readonly paths: string[];
  readonly families: MetricFamily[];
}

interface MergeOptions {
  /** Samples of one collection. */
  readonly samples: number;
  /** A family with another help is skipped too, as in node_exporter. */
  readonly oneHelp: boolean;
  /** Prefixes of the exporter's own families. */
  readonly reserved: readonly string[];
}

/**
 * Merges the families of several pages, in the given order. Families of one name must have one type, and a sample
 * name belongs to one family. The help of a family without one names the files that it was read from.
 *
 * @param configured the metrics of the configuration, which take precedence over those of pages
 * @throws ExtractionError if they would have too many label values
 */
export function mergePages(
  configured: readonly MetricFamily[],
  pages: readonly Page[],
  options: MergeOptions,
): MergedPages {
  const merges = new Map<string, Merge>();
  const owners = new Map<string, string>();
  const conflicts: Conflict[] = [];
  for (const family of configured) add(family, undefined);
  for (const { path, families } of pages) {
    for (const family of families) add(family, path);
  }
  checkMerged(merges.values(), options.samples);
  const results = [...merges.values()].map(finish);
  return {
    families: results
      .map(({ family }) => family)
      .toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name))),
    conflicts,
    duplicates: results.flatMap(({ duplicates }) => duplicates),
  };

  function add(family: MetricFamily, path: string | undefined): void {
    const merge = merges.get(family.name);
    const message = path === undefined ? undefined : conflictOf(family, merge, owners, options);
    if (path !== undefined && message !== undefined) {
      conflicts.push({ path, metric: family.name, message });
      return;
    }
    for (const sample of sampleNames(family.name, family.type)) owners.set(sample, family.name);
    if (merge === undefined) {
      const { help } = family;
      const paths = path === undefined ? [] : [path];
      const families = [family];
      merges.set(family.name, { first: family, firstPath: path, help, paths, families });
      return;
    }
    merge.help ||= family.help;
    merge.families.push(family);
    if (path !== undefined) merge.paths.push(path);
  }
}

/** Every sample has a value for each label name of its family, so pages with different label names multiply the values. */
function checkMerged(merges: Iterable<Merge>, samples: number): void {
  let cells = 0;
  for (const { first, families } of merges) {
    const names = new Set(families.flatMap(({ labelNames }) => labelNames));
    cells += names.size * families.reduce((sum, { values }) => sum + values.length, 0);
    checkCells(cells, samples, `with ${first.name} of all documents together`);
  }
}

/** The skipped families, as skips of their metrics. */
export function conflictSkips(conflicts: readonly Conflict[]): readonly Skip[] {
  return conflicts.map(({ path, metric, message: found }) => ({
    metric,
    reason: 'bad_document',
    count: 1,
    path,
    found,
  }));
}

function conflictOf(
  family: MetricFamily,
  merge: Merge | undefined,
  owners: ReadonlyMap<string, string>,
  { oneHelp, reserved }: MergeOptions,
): string | undefined {
  const { name, type, help } = family;
  const prefix = reserved.find((start) => name.startsWith(start));
  if (prefix !== undefined)
    return `names that begin with ${prefix} are those of the exporter itself`;
  const owner = sampleNames(family.name, family.type)
    .map((sample) => owners.get(sample))
    .find((other) => other !== undefined && other !== name);
  if (owner !== undefined) return `${owner} has samples of the same name`;
  if (merge === undefined) return undefined;
  const before = merge.firstPath ?? 'the configuration';
  if (merge.first.type !== type) return `is of type ${type} here, ${merge.first.type} in ${before}`;
  return oneHelp && help !== '' && merge.help !== '' && help !== merge.help
    ? `has another help than in ${before}`
    : undefined;
}

/** Limits the help of a metric that is in thousands of files. */
const namedFiles = 10;

function finish({ first, help, paths, families }: Merge): {
  readonly family: MetricFamily;
  readonly duplicates: readonly Skip[];
} {
  const merged = mergeFamilies(families);
  const family = merged.families[0] ?? first;
  const { duplicates } = merged;
  const skip: Skip = {
    metric: first.name,
    reason: 'duplicate',
    count: duplicates,
    path: paths.at(-1) ?? '$',
    found: 'a series that an earlier file has',
  };
  return {
    family:
      family.help === '' || family.help !== help
        ? { ...family, help: help || read(paths) }
        : family,
    duplicates: duplicates === 0 ? [] : [skip],
  };
}

function read(paths: readonly string[]): string {
  const more = paths.length - namedFiles;
  const shown = paths.slice(0, namedFiles).join(', ');
  return `Read from ${shown}${more > 0 ? ` and ${more} more files` : ''}.`;
}
