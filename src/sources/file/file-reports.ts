import { CollectionError } from '../../engine/source.ts';
import type { ExtractionResult, Skip } from '../../extract/extraction.ts';
import type { RawDocument } from '../../documents/document.ts';
import type { DocumentsResult } from '../../documents/reading.ts';
import type { FileFailure } from './failure.ts';
import { fileFamilies, textfileFamilies, type FileReport } from './file-families.ts';
import type { FileOptions } from './schema.ts';

/** Reports on the files of one collection. */
export interface FileReports {
  read(file: NonNullable<RawDocument['file']>): void;
  /** A file, or a folder of files, that could not be read. */
  fail(path: string, error: CollectionError): void;
  /** @throws CollectionError if nothing could be read, unless that is allowed */
  checkAnyRead(): void;
  /** The result of the documents, with the metrics about the files. */
  finish(documents: DocumentsResult, matches: ReadonlyMap<string, number>): ExtractionResult;
}

/** @param name of the collector, a label of what the source says of its files */
export function createFileReports(options: FileOptions, name: string): FileReports {
  const reports = new Map<string, FileReport>();
  const failures: FileFailure[] = [];
  return {
    read({ path, mtime, size }) {
      reports.set(path, { path, read: { mtime, size }, failed: false });
    },
    fail(path, error) {
      failures.push({ path, error });
      reports.set(path, { path, read: undefined, failed: true });
    },
    checkAnyRead() {
      const isAnyRead = [...reports.values()].some(({ read }) => read !== undefined);
      if (!isAnyRead && !options.textfile) throwFirst(failures);
    },
    finish({ families, samples, skips, pageSkips, conflicting }, matches) {
      const about = aboutFiles(options, name, finalReports(reports, conflicting), matches);
      return {
        families: [...families, ...about],
        skips: [...skips, ...failedSkips(failures), ...pageSkips],
        samples,
      };
    },
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

/** Sorted by path. A file with skipped families is read, but also counts as failed. */
function finalReports(
  reports: ReadonlyMap<string, FileReport>,
  conflicting: readonly string[],
): readonly FileReport[] {
  const failed = new Set(conflicting);
  return [...reports.values()]
    .map((report) => (failed.has(report.path) ? { ...report, failed: true } : report))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
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

function failedSkips(failures: readonly FileFailure[]): readonly Skip[] {
  const [first] = failures;
  if (first === undefined) return [];
  const { path, error } = first;
  const found = error.message;
  return [{ metric: wholeFile, reason: 'bad_document', count: failures.length, path, found }];
}
