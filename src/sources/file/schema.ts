import type { z } from 'zod';
import { listOf, object } from '../../schema/containers.ts';
import { boolean, number } from '../../schema/scalars.ts';
import { folderPath, pathOrGlob } from './path-field.ts';

/** Which files the `file` source reads, and what it says of them. */
export const FileOptions = object({
  paths: listOf(pathOrGlob())
    .describe(
      'The files: absolute paths, or globs (`*`, `**`, `?`, `[a-z]`, `{a,b}`). Each file is a document of its own.',
    )
    .meta({ examples: [['/var/lib/ups/*.csv'], ['/etc/facts/site.json', '/run/facts/**/*.yaml']] }),
  root: folderPath()
    .optional()
    .describe(
      'The folder that no link may lead out of. Left out: of a glob the folder before its first wildcard, of a path its own folder.',
    )
    .meta({ examples: ['/sys'] }),
  textfile: boolean()
    .describe(
      'Reads as the textfile collector of node_exporter does, and serves its metrics: node_textfile_mtime_seconds and node_textfile_scrape_error. A path that does not end in .prom is a folder: its *.prom are read.',
    )
    .prefault(false),
  fileMetrics: boolean()
    .describe(
      'Whether each file has a polyprom_file_mtime_seconds, polyprom_file_size_bytes and polyprom_file_error. With false only the errors are there.',
    )
    .prefault(true),
  maxFiles: number({ integer: true, min: 1, max: 1_000_000 })
    .describe('Files of one collection; with more the collector fails.')
    .prefault(10_000),
}).describe('Reads documents from files.');
export type FileOptions = z.output<typeof FileOptions>;
