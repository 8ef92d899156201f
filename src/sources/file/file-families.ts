import type { MetricFamily } from '../../metric/family.ts';
import { createRows } from '../../metric/rows.ts';

/** Reports on one file. */
export interface FileReport {
  readonly path: string;
  /** The mtime in Unix seconds and the size in bytes of a file that was read. */
  readonly read: { readonly mtime: number; readonly size: number } | undefined;
  /** Whether some or all of it was skipped. */
  readonly failed: boolean;
}

/**
 * The source's metrics about its files.
 *
 * @param matches by glob, how many files it matched
 * @param everyFile whether files without errors are included
 */
export function fileFamilies(
  collector: string,
  reports: readonly FileReport[],
  matches: ReadonlyMap<string, number>,
  everyFile: boolean,
): readonly MetricFamily[] {
  const labels = ['collector', 'file'];
  const mtime = createRows(
    'polyprom_file_mtime_seconds',
    'When a file that was read was last written to.',
    'gauge',
    labels,
  );
  const size = createRows(
    'polyprom_file_size_bytes',
    'Size of a file that was read.',
    'gauge',
    labels,
  );
  const error = createRows(
    'polyprom_file_error',
    'Whether a file, or some of it, could not be read.',
    'gauge',
    labels,
  );
  const matched = createRows('polyprom_file_matches', 'Files that a glob matched.', 'gauge', [
    'collector',
    'path',
  ]);
  for (const [path, count] of matches) matched.add(count, collector, path);
  for (const { path, read, failed } of reports) {
    if (failed || everyFile) error.add(failed ? 1 : 0, collector, path);
    if (read === undefined || !everyFile) continue;
    mtime.add(read.mtime, collector, path);
    size.add(read.size, collector, path);
  }
  return [mtime, size, error, matched]
    .map((rows) => rows.family())
    .filter(({ values }) => values.length > 0);
}

/** Prefix of the names below, which no file may have. */
export const textfilePrefix = 'node_textfile_';

/** The same by the names of node_exporter's textfile collector. */
export function textfileFamilies(reports: readonly FileReport[]): readonly MetricFamily[] {
  const mtime = createRows(
    `${textfilePrefix}mtime_seconds`,
    'When a file that was read was last written to.',
    'gauge',
    ['file'],
  );
  const error = createRows(
    `${textfilePrefix}scrape_error`,
    'Whether any file, or some of it, could not be read.',
    'gauge',
  );
  for (const { path, read } of reports) {
    if (read !== undefined) mtime.add(Math.floor(read.mtime), path);
  }
  error.add(reports.some(({ failed }) => failed) ? 1 : 0);
  return [mtime, error].map((rows) => rows.family()).filter(({ values }) => values.length > 0);
}
