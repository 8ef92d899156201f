import { realpath } from 'node:fs/promises';
import type { Decoded } from '../../decode/decode.ts';
import type { Clock } from '../../engine/clock.ts';
import { messageOf } from '../../engine/failure.ts';
import { CollectionError, type Source } from '../../engine/source.ts';
import type { CollectionTrace } from '../../engine/trace.ts';
import type { ExtractionResult } from '../../extract/extraction.ts';
import { traceDocument, type DocumentRules } from '../document.ts';
import { createAbandonedGuard } from './abandoned.ts';
import {
  createFileCollection,
  type CollectionRules,
  type FileCollection,
  type FileDocument,
} from './collection.ts';
import { findFiles, type FoundFile } from './find.ts';
import { fileError } from './failure.ts';
import { gunzip, withoutGz } from './gunzip.ts';
import { parsePattern, parseTextfilePattern } from './pattern.ts';
import { readFile } from './read.ts';
import { readAhead } from './read-ahead.ts';
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
    const found = await findFiles(patterns, root, signal);
    if (found.files.length > maxFiles) throw tooMany(found.files.length, maxFiles);
    const collection = createFileCollection(options, rules, { now: clock.now(), trace });
    for (const { path, error } of found.failures) collection.fail(path, error);
    const read = createReader(rules.limits.bodySize, clock, signal);
    for await (const { path, content } of readAhead(found.files, ahead, read)) {
      if (content instanceof CollectionError) collection.fail(path, content);
      else if (content !== undefined) addDocument(collection, content, rules, trace);
    }
    return collection.finish(found.matches);
  }
}

/** What became of a file: undefined when it went away since it was found. */
interface ReadFile {
  readonly path: string;
  readonly content: FileDocument | CollectionError | undefined;
}

function createReader(
  limit: number,
  clock: Clock,
  signal: AbortSignal,
): (file: FoundFile) => Promise<ReadFile> {
  const folders = new Map<string, Promise<string>>();
  const realFolder = (folder: string) => {
    const known = folders.get(folder) ?? realpath(folder);
    folders.set(folder, known);
    return known;
  };
  return async (file) => {
    const { path } = file;
    try {
      const content = await readFile(file, { limit, clock, realFolder }, signal);
      if (content === undefined) return { path, content };
      const { isGz } = withoutGz(path);
      const bytes = isGz ? await gunzip(content.bytes, path, limit) : content.bytes;
      return { path, content: { ...content, path, bytes } };
    } catch (error) {
      if (signal.aborted) throw error;
      return { path, content: fileError(path, error) };
    }
  };
}

function addDocument(
  collection: FileCollection,
  document: FileDocument,
  { decode }: DocumentRules,
  trace: CollectionTrace | undefined,
): void {
  const { path, bytes } = document;
  if (trace !== undefined) traceDocument(trace, { name: path, bytes });
  let decoded: Decoded;
  try {
    decoded = decode(bytes, { path: withoutGz(path).path });
  } catch (error) {
    const message = `${path}: ${messageOf(error)}`;
    collection.fail(path, new CollectionError('decode', message, { cause: error }));
    return;
  }
  collection.add(document, decoded);
}

function tooMany(count: number, maxFiles: number): CollectionError {
  return new CollectionError(
    'limit',
    `${count} files, more than ${maxFiles}: make the globs narrower, or raise maxFiles`,
  );
}
