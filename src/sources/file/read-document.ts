import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Decode, Decoded } from '../../decode/decode.ts';
import type { Clock } from '../../engine/clock.ts';
import { reasonOf } from '../../engine/deadline.ts';
import { messageOf } from '../../engine/failure.ts';
import { CollectionError } from '../../engine/source.ts';
import { fileError } from './failure.ts';
import type { FoundFile } from './find.ts';
import { gunzip, withoutGz } from './gunzip.ts';
import { readFile, type FileContent, type ReadOptions } from './read.ts';

/** A file that was read and decoded. */
export interface FileDocument extends Pick<FileContent, 'mtime' | 'size'> {
  readonly path: string;
  readonly decoded: Decoded;
}

/** What became of a file. */
export interface ReadFile {
  readonly path: string;
  /** Undefined when it could not be read. */
  readonly bytes: Uint8Array | undefined;
  /** Undefined when it went away since it was found. */
  readonly document: FileDocument | CollectionError | undefined;
}

interface DocumentOptions {
  readonly limit: number;
  readonly decode: Decode;
  readonly clock: Clock;
}

/**
 * How long a file is taken for unfinished, in milliseconds, that is empty or cannot be decoded: its writer may
 * have been interrupted.
 */
const freshMs = 2000;

const pauseMs = 200;
const attempts = 5;

/** Reads files of one collection. Whoever is called rejects only with the reason of the signal. */
export function createDocumentReader(
  { limit, decode, clock }: DocumentOptions,
  signal: AbortSignal,
): (file: FoundFile) => Promise<ReadFile> {
  const options: ReadOptions = { limit, clock, realFolder: rememberRealpath() };

  return async (file) => {
    const { path } = file;
    try {
      return await readPatiently(file);
    } catch (error) {
      if (signal.aborted) throw reasonOf(signal);
      return { path, bytes: undefined, document: fileError(path, error) };
    }
  };

  async function readPatiently(file: FoundFile): Promise<ReadFile> {
    for (let attempt = 1; ; attempt += 1) {
      const content = await readFile(file, options, signal);
      if (content === undefined) return { path: file.path, bytes: undefined, document: undefined };
      const read = await decodeFile(file.path, content);
      const isFresh = clock.now() - content.mtime * 1000 < freshMs && attempt < attempts;
      const isSound = content.size > 0 && !(read.document instanceof CollectionError);
      if (isSound || !isFresh) return read;
      await sleep(pauseMs, undefined, { signal });
    }
  }

  async function decodeFile(path: string, content: FileContent): Promise<ReadFile> {
    const { path: plainPath, isGz } = withoutGz(path);
    const { mtime, size } = content;
    let { bytes } = content;
    try {
      if (isGz) bytes = await gunzip(bytes, path, limit);
      const decoded = decode(bytes, { path: plainPath });
      return { path, bytes, document: { path, mtime, size, decoded } };
    } catch (error) {
      return { path, bytes, document: decodeError(path, error) };
    }
  }
}

function decodeError(path: string, thrown: unknown): CollectionError {
  if (thrown instanceof CollectionError) return thrown;
  return new CollectionError('decode', `${path}: ${messageOf(thrown)}`, { cause: thrown });
}

function rememberRealpath(): (folder: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (folder) => {
    const real = known.get(folder) ?? realpath(folder);
    known.set(folder, real);
    return real;
  };
}
