import type { z } from 'zod';
import { listOf, object } from '../../schema/containers.ts';
import { boolean, number } from '../../schema/scalars.ts';
import { folderPath, pathOrGlob } from './path-field.ts';

/** Which files the `file` source reads, and its metrics about them. */
export const FileOptions = object({
  paths: listOf(pathOrGlob())
    .describe(
      'Absolute paths of files, or globs (`*`, `**`, `?`, `[a-z]`, `{a,b}`). Each file is a separate document.',
    )
    .meta({ examples: [['/var/lib/ups/*.csv'], ['/etc/facts/site.json', '/run/facts/**/*.yaml']] }),
  root: folderPath()
    .optional()
    .describe(
      'The folder that symbolic links may not lead out of. Default: for a glob the folder before its first wildcard, for a path the folder of the file.',
    )
    .meta({ examples: ['/sys'] }),
  textfile: boolean()
    .describe(
      'Behaves like the textfile collector of node_exporter and serves the same metrics: node_textfile_mtime_seconds and node_textfile_scrape_error. A path that does not end in .prom is a folder, whose *.prom files are read.',
    )
    .prefault(false),
  fileMetrics: boolean()
    .describe(
      'Whether to export polyprom_file_mtime_seconds, polyprom_file_size_bytes and polyprom_file_error for each file. With false, only errors are exported.',
    )
    .prefault(true),
  maxFiles: number({ integer: true, min: 1, max: 1_000_000 })
    .describe('Maximum number of files in one collection. With more, the collector fails.')
    .prefault(10_000),
}).describe('Reads documents from files.');
export type FileOptions = z.output<typeof FileOptions>;
