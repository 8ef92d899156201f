import type { Clock } from '../../engine/clock.ts';
import { CollectionError, type CollectionRequest, type Source } from '../../engine/source.ts';
import type { CollectionTrace } from '../../engine/trace.ts';
import type { ExtractionResult } from '../../extract/extraction.ts';
import type { CollectDocuments, OpenCollection } from '../../documents/open-collection.ts';
import { traceDocument, type RawDocument } from '../../documents/document.ts';
import { createAbandonedGuard } from './abandoned.ts';
import { createFileReports, type FileReports } from './file-reports.ts';
import { findFiles } from './find.ts';
import { parsePattern, parseTextfilePattern } from './pattern.ts';
import { readAhead } from './read-ahead.ts';
import { createDocumentReader } from './read-document.ts';
import type { FileOptions } from './schema.ts';

export interface FileRules {
  /** The name of the collector. */
  readonly name: string;
  /** Maximum size of a file in bytes, compressed and decompressed. */
  readonly bodySize: number;
  readonly collectDocuments: CollectDocuments;
}

/** Number of files read at once: one less than Node.js has threads for files, so that one is left for other work. */
const ahead = 3;

/**
 * Reads files, each as a separate document. For a file that cannot be read, only its samples are missing; the
 * collection fails if no file can be read. With `textfile` it never fails because of a file, as in node_exporter.
 */
export function createFileSource(options: FileOptions, rules: FileRules, clock: Clock): Source {
  const { paths, root, textfile, maxFiles } = options;
  const patterns = paths.map(textfile ? parseTextfilePattern : parsePattern);
  const guarded = createAbandonedGuard('reading files');
  return { collect: (request) => guarded(() => collect(request), request.signal) };

  async function collect({ signal, trace }: CollectionRequest): Promise<ExtractionResult> {
    const { files, failures, matches } = await findFiles(patterns, root, signal);
    if (files.length > maxFiles) throw tooMany(files.length, maxFiles);
    const reports = createFileReports(options, rules.name);
    for (const { path, error } of failures) {
      if (trace !== undefined) traceDocument(trace, { name: path, bytes: nothing }, error.message);
      reports.fail(path, error);
    }
    const { bodySize: limit, collectDocuments } = rules;
    const collection = collectDocuments({ now: clock.now(), trace }, signal);
    try {
      const read = createDocumentReader({ limit, collection, clock }, signal);
      for await (const { path, document } of readAhead(files, ahead, read)) {
        if (document !== undefined) await add(path, document, { collection, reports, trace });
      }
      reports.checkAnyRead();
      return reports.finish(await collection.finish(), matches);
    } finally {
      collection.close();
    }
  }
}

interface Progress {
  readonly collection: OpenCollection;
  readonly reports: FileReports;
  readonly trace: CollectionTrace | undefined;
}

/** A file that cannot be decoded is reported; any other error ends the collection. */
async function add(
  path: string,
  document: RawDocument | CollectionError,
  { collection, reports, trace }: Progress,
): Promise<void> {
  let failure = document instanceof CollectionError ? document : undefined;
  const bytes = document instanceof CollectionError ? nothing : document.bytes;
  const { file } = document instanceof CollectionError ? {} : document;
  try {
    if (!(document instanceof CollectionError)) await collection.add(document);
  } catch (error) {
    if (!(error instanceof CollectionError) || error.reason !== 'decode') throw error;
    failure = error;
  } finally {
    if (trace !== undefined) traceDocument(trace, { name: path, bytes }, failure?.message);
  }
  if (failure !== undefined) reports.fail(path, failure);
  else if (file !== undefined) reports.read(file);
}

const nothing = new Uint8Array();

function tooMany(count: number, maxFiles: number): CollectionError {
  return new CollectionError(
    'limit',
    `${count} files, more than ${maxFiles}: make the globs narrower, or raise maxFiles`,
  );
}
