import type { Clock } from '../../engine/clock.ts';
import { CollectionError, type Source } from '../../engine/source.ts';
import type { CollectionTrace } from '../../engine/trace.ts';
import type { ExtractionResult } from '../../extract/extraction.ts';
import { traceDocument, type DocumentRules } from '../document.ts';
import { createAbandonedGuard } from './abandoned.ts';
import { createFileCollection, type CollectionRules } from './collection.ts';
import { findFiles } from './find.ts';
import { parsePattern, parseTextfilePattern } from './pattern.ts';
import { readAhead } from './read-ahead.ts';
import { createDocumentReader, type ReadFile } from './read-document.ts';
import type { FileOptions } from './schema.ts';

export interface FileRules extends DocumentRules, CollectionRules {
  readonly limits: CollectionRules['limits'] & { readonly bodySize: number };
}

/** Files under way at once: one less than Node.js has threads for files, so that one is left for others. */
const ahead = 3;

/**
 * Reads files, each a document of its own. A file that cannot be read costs its own samples; the collection
 * fails when there is no other. With `textfile` it never fails for a file, as node_exporter does not.
 */
export function createFileSource(options: FileOptions, rules: FileRules, clock: Clock): Source {
  const { paths, root, textfile, maxFiles } = options;
  const patterns = paths.map(textfile ? parseTextfilePattern : parsePattern);
  const guarded = createAbandonedGuard('reading files');
  return { collect: (signal, trace) => guarded(() => collect(signal, trace), signal) };

  async function collect(signal: AbortSignal, trace?: CollectionTrace): Promise<ExtractionResult> {
    const { files, failures, matches } = await findFiles(patterns, root, signal);
    if (files.length > maxFiles) throw tooMany(files.length, maxFiles);
    const collection = createFileCollection(options, rules, { now: clock.now(), trace });
    for (const { path, error } of failures) {
      if (trace !== undefined) note(trace, { path, bytes: undefined, document: error });
      collection.fail(path, error);
    }
    const { decode, limits } = rules;
    const read = createDocumentReader({ limit: limits.bodySize, decode, clock }, signal);
    for await (const file of readAhead(files, ahead, read)) {
      const { path, document } = file;
      if (trace !== undefined) note(trace, file);
      if (document instanceof CollectionError) collection.fail(path, document);
      else if (document !== undefined) collection.add(document);
    }
    return collection.finish(matches);
  }
}

function note(trace: CollectionTrace, { path: name, bytes, document }: ReadFile): void {
  const failure = document instanceof CollectionError ? document.message : undefined;
  if (document !== undefined) traceDocument(trace, { name, bytes: bytes ?? nothing }, failure);
}

const nothing = new Uint8Array();

function tooMany(count: number, maxFiles: number): CollectionError {
  return new CollectionError(
    'limit',
    `${count} files, more than ${maxFiles}: make the globs narrower, or raise maxFiles`,
  );
}
