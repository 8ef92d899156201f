import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { NoRoom, type BytesLease } from '../../budget/bytes-in-flight.ts';
import type { Clock } from '../../engine/clock.ts';
import { reasonOf } from '../../engine/deadline.ts';
import { CollectionError } from '../../engine/source.ts';
import type { OpenCollection } from '../../documents/open-collection.ts';
import type { RawDocument } from '../../documents/document.ts';
import { fileError } from './failure.ts';
import type { FoundFile } from './find.ts';
import { gunzip, withoutGz } from './gunzip.ts';
import { readFile, type FileContent, type ReadOptions } from './read.ts';

/** What became of a file. */
export interface ReadFile {
  readonly path: string;
  /** The error if it could not be read; undefined if it was removed in the meantime. */
  readonly document: RawDocument | CollectionError | undefined;
}

interface DocumentOptions {
  readonly limit: number;
  readonly collection: Pick<OpenCollection, 'check' | 'bytes'>;
  readonly clock: Clock;
}

/**
 * Milliseconds for which an empty file, or one that cannot be decoded, counts as unfinished, since it may still be
 * written.
 */
const freshMs = 2000;

const pauseMs = 200;
const attempts = 5;

/** Reads files of one collection. Its methods reject only with the reason of the signal. */
export function createDocumentReader(
  { limit, collection, clock }: DocumentOptions,
  signal: AbortSignal,
): (file: FoundFile) => Promise<ReadFile> {
  const { bytes } = collection;
  const options: ReadOptions = { limit, bytes, clock, realFolder: rememberRealpath() };

  return async (file) => {
    const { path } = file;
    try {
      return await readPatiently(file);
    } catch (error) {
      if (error instanceof NoRoom) throw error;
      if (signal.aborted) throw reasonOf(signal);
      return { path, document: fileError(path, error) };
    }
  };

  async function readPatiently(file: FoundFile): Promise<ReadFile> {
    const { path } = file;
    for (let attempt = 1; ; attempt += 1) {
      const content = await readFile(file, options, signal);
      if (content === undefined) return { path, document: undefined };
      const isFresh = clock.now() - content.mtime * 1000 < freshMs && attempt < attempts;
      if (!isFresh) return { path, document: await documentOf(path, content, limit, bytes) };
      const sound = await ifSound(path, content);
      if (sound !== undefined) return { path, document: sound };
      await sleep(pauseMs, undefined, { signal });
    }
  }

  async function ifSound(path: string, content: FileContent): Promise<RawDocument | undefined> {
    if (content.size === 0) return undefined;
    let document: RawDocument | undefined;
    try {
      document = await documentOf(path, content, limit, bytes);
      return await collection.check(document);
    } catch (error) {
      bytes.remove((document ?? content).bytes.length);
      if (error instanceof CollectionError && error.reason === 'decode') return undefined;
      throw error;
    }
  }
}

/** @throws CollectionError for a compressed file that cannot be decompressed */
async function documentOf(
  name: string,
  { bytes, mtime, size }: FileContent,
  limit: number,
  account: BytesLease,
): Promise<RawDocument> {
  const { path, isGz } = withoutGz(name);
  const unpacked = isGz ? await gunzip(bytes, name, limit, account) : bytes;
  return { bytes: unpacked, name, path, file: { path: name, mtime, size } };
}

function rememberRealpath(): (folder: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (folder) => {
    const real = known.get(folder) ?? realpath(folder);
    known.set(folder, real);
    return real;
  };
}
