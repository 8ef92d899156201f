import type { Decoded } from '../../decode/decode.ts';
import { CollectionError } from '../../engine/source.ts';
import type { CollectionTrace } from '../../engine/trace.ts';
import { ExtractionError, type ExtractionResult, type Skip } from '../../extract/extraction.ts';
import type { ExtractionLimits } from '../../extract/definition.ts';
import type { DocumentRules } from '../document.ts';
import type { FileFailure } from './failure.ts';
import {
  fileFamilies,
  textfileFamilies,
  textfilePrefix,
  type FileReport,
} from './file-families.ts';
import {
  conflictSkips,
  mergePages,
  type Conflict,
  type MergedPages,
  type Page,
} from '../merge-pages.ts';
import { countWithinLimits } from '../page-limits.ts';
import type { FileDocument } from './read-document.ts';
import type { FileOptions } from './schema.ts';

/** What the files of one collection gave so far. */
export interface FileCollection {
  /** @throws ExtractionError for a limit that is reached, or a promise of the configuration that is broken */
  add(document: FileDocument): void;
  /** A file, or a folder of files, that could not be read. */
  fail(path: string, error: CollectionError): void;
  /** @throws CollectionError when nothing could be read */
  finish(matches: ReadonlyMap<string, number>): ExtractionResult;
}

export interface CollectionRules extends Pick<DocumentRules, 'extraction'> {
  /** The name of the collector, a label of what the source says of its files. */
  readonly name: string;
  readonly limits: ExtractionLimits;
}

interface Moment {
  /** Unix milliseconds. */
  readonly now: number;
  readonly trace: CollectionTrace | undefined;
}

/** Begins to collect what files give: samples by the rules, pages of metrics as they are, and what failed. */
export function createFileCollection(
  options: FileOptions,
  { name, extraction: rules, limits }: CollectionRules,
  { now, trace }: Moment,
): FileCollection {
  const extraction = rules.start(trace);
  const reports = new Map<string, FileReport>();
  const failures: FileFailure[] = [];
  const pages: Page[] = [];
  const repeated: Skip[] = [];
  let pageSamples = 0;
  const fail = (path: string, error: CollectionError) => {
    failures.push({ path, error });
    reports.set(path, { path, read: undefined, failed: true });
  };

  return {
    add({ path, mtime, size, decoded }) {
      if ('value' in decoded) {
        const bindings = { file: { path, mtime, size }, now };
        namingFile(path, () => extraction.add(decoded.value, bindings));
      } else if (options.textfile && hasTimestamps(decoded)) {
        const message = `${path}: has timestamps, which a textfile may not have`;
        return fail(path, new CollectionError('decode', message));
      } else {
        const page = { path, families: decoded.families };
        pageSamples = countWithinLimits(page, pageSamples, limits);
        pages.push(page);
        if (decoded.duplicates > 0) repeated.push(repeatedIn(path, decoded.duplicates));
      }
      reports.set(path, { path, read: { mtime, size }, failed: false });
    },

    fail,

    finish(matches) {
      const isAnyRead = [...reports.values()].some(({ read }) => read !== undefined);
      if (!isAnyRead && !options.textfile) throwFirst(failures);
      const extracted = extraction.finish();
      const merged = mergePages(extracted.families, pages, {
        oneHelp: options.textfile,
        reserved: ['polyprom_', ...(options.textfile ? [textfilePrefix] : [])],
      });
      const about = aboutFiles(options, name, finalReports(reports, merged.conflicts), matches);
      const skips = [...skipsOf(failures, merged), ...repeated];
      return withPages(extracted, merged, about, skips);
    },
  };
}

function withPages(
  extracted: ExtractionResult,
  merged: MergedPages,
  about: ExtractionResult['families'],
  skips: readonly Skip[],
): ExtractionResult {
  const samples = new Map(extracted.samples);
  for (const { name, values } of merged.families) samples.set(name, values.length);
  return {
    families: [...merged.families, ...about],
    skips: [...extracted.skips, ...skips],
    samples,
  };
}

function aboutFiles(
  { textfile, fileMetrics }: FileOptions,
  name: string,
  reports: readonly FileReport[],
  matches: ReadonlyMap<string, number>,
): ExtractionResult['families'] {
  const own = fileFamilies(name, reports, matches, fileMetrics);
  return textfile ? [...own, ...textfileFamilies(reports)] : own;
}

/** Sorted by path. A file some of whose families are left out is read, and failed nevertheless. */
function finalReports(
  reports: ReadonlyMap<string, FileReport>,
  conflicts: readonly Conflict[],
): readonly FileReport[] {
  const failed = new Set(conflicts.map(({ path }) => path));
  return [...reports.values()]
    .map((report) => (failed.has(report.path) ? { ...report, failed: true } : report))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function hasTimestamps({ families }: Extract<Decoded, { families: unknown }>): boolean {
  return families.some(({ timestamps }) => timestamps !== undefined);
}

function namingFile(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ExtractionError)) throw error;
    throw new ExtractionError(`${path}: ${error.message}`, { cause: error });
  }
}

function throwFirst(failures: readonly FileFailure[]): void {
  const [first] = failures;
  if (first === undefined) return;
  if (failures.length === 1) throw first.error;
  const { reason, message } = first.error;
  const summary = `nothing could be read, for ${failures.length} reasons, the first: ${message}`;
  throw new CollectionError(reason, summary, { cause: first.error });
}

/** Stands for the metric of a skip that is about a whole file. */
const wholeFile = '(file)';

function skipsOf(
  failures: readonly FileFailure[],
  { conflicts, duplicates }: MergedPages,
): readonly Skip[] {
  const [first] = failures;
  const failed: readonly Skip[] =
    first === undefined
      ? []
      : [
          {
            metric: wholeFile,
            reason: 'bad_document',
            count: failures.length,
            path: first.path,
            found: first.error.message,
          },
        ];
  return [...failed, ...conflictSkips(conflicts), ...duplicates];
}

function repeatedIn(path: string, count: number): Skip {
  const found = 'series that are in it twice';
  return { metric: wholeFile, reason: 'duplicate', count, path, found };
}
