import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NoRoom, type BytesLease } from '../../budget/bytes-in-flight.ts';
import type { Clock } from '../../engine/clock.ts';
import { reasonOf } from '../../engine/deadline.ts';
import { CollectionError } from '../../engine/source.ts';
import { codeOf, fileError } from './failure.ts';
import type { FoundFile } from './find.ts';
import { isWithin } from './within.ts';

/** The consistent content of a file at one time. */
export interface FileContent {
  readonly bytes: Uint8Array;
  /** Unix seconds. */
  readonly mtime: number;
  readonly size: number;
}

export interface ReadOptions {
  /** The largest file, in bytes. */
  readonly limit: number;
  /** What the bytes that are read pay into. */
  readonly bytes: BytesLease;
  readonly clock: Clock;
  /** Resolves the real path of a folder; may cache it within a collection. */
  readonly realFolder: (folder: string) => Promise<string>;
}

/**
 * Milliseconds without changes before a file is read. Changes within one tick of the kernel's clock (up to 10 ms)
 * cannot be distinguished, and an active writer is detected in that time.
 */
const quietMs = 100;

const attempts = 5;

/**
 * Reads a whole file, never a partial write: it is read again while it changes.
 *
 * @returns undefined for a file that a glob found and that was removed in the meantime
 * @throws CollectionError that names the file; the reason of the signal; NoRoom
 */
export async function readFile(
  file: FoundFile,
  options: ReadOptions,
  signal: AbortSignal,
): Promise<FileContent | undefined> {
  const { path, named } = file;
  let folderOf = options.realFolder;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      const content = await tryRead(file, { ...options, realFolder: folderOf }, signal);
      if (content !== undefined) return content;
    } catch (error) {
      // Of a file that is replaced with its folder, as in a ConfigMap, the next attempt finds the new one.
      if (error instanceof NoRoom) throw error;
      if (codeOf(error) !== 'ENOENT')
        throw signal.aborted ? reasonOf(signal) : fileError(path, error);
      if (await isGone(path)) {
        if (named) throw fileError(path, error);
        return undefined;
      }
      if (attempt === attempts - 1) {
        throw new CollectionError('connection', `${path}: is a link to nothing`, { cause: error });
      }
    }
    if (signal.aborted) throw reasonOf(signal);
    folderOf = realpath;
  }
  throw new CollectionError(
    'connection',
    `${path}: changes while it is read, ${attempts} times over: write to another file, then rename that one`,
  );
}

/** Undefined if the file changed in the meantime, or is likely to. */
async function tryRead(
  { path, root }: FoundFile,
  { limit, bytes: account, clock, realFolder }: ReadOptions,
  signal: AbortSignal,
): Promise<FileContent | undefined> {
  const { real, stats } = await locate(path, root, realFolder);
  refuseOthers(path, stats);
  if (stats.size > limit) throw tooLarge(path, limit);
  const age = clock.now() - Number(stats.mtimeMs);
  if (age >= 0 && age < quietMs) {
    await sleep(quietMs - age, undefined, { signal });
    return undefined;
  }
  const size = Number(stats.size);
  let isKept = false;
  account.add(size);
  try {
    await account.room();
    const content = await readOnce(path, real, stats, limit);
    if (content === undefined) return undefined;
    account.add(content.size - size);
    isKept = true;
    return content;
  } finally {
    if (!isKept) account.remove(size);
  }
}

/** Undefined if the file no longer matches its stats. */
async function readOnce(
  path: string,
  real: string,
  stats: BigIntStats,
  limit: number,
): Promise<FileContent | undefined> {
  // The path may be a pipe since the stats were read, and opening it must not block.
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const bytes = await readToEnd(handle, Number(stats.size), limit);
    const after = await handle.stat({ bigint: true });
    if (!isSame(stats, after)) return undefined;
    if (bytes === undefined) throw tooLarge(path, limit);
    return { bytes, mtime: Number(stats.mtimeNs / 1000n) / 1e6, size: bytes.length };
  } finally {
    await handle.close();
  }
}

/** The real path and the stats of a file. @throws CollectionError if it is outside of the root */
async function locate(
  path: string,
  root: string,
  realFolder: (folder: string) => Promise<string>,
): Promise<{ readonly real: string; readonly stats: BigIntStats }> {
  const place = join(await realFolder(dirname(path)), basename(path));
  const stats = await lstat(place, { bigint: true });
  const isLink = stats.isSymbolicLink();
  const real = isLink ? await realpath(path) : place;
  if (!isWithin(real, root)) {
    throw new CollectionError(
      'connection',
      `${path}: is a link to ${real}, out of ${root}: name that path instead, or set root to a folder that has both`,
    );
  }
  return { real, stats: isLink ? await lstat(real, { bigint: true }) : stats };
}

function refuseOthers(path: string, stats: BigIntStats): void {
  if (stats.isFile()) return;
  const message = stats.isDirectory()
    ? `is a folder: write ${join(path, '*')} for the files in it`
    : `is ${kindOf(stats)}, and not a file`;
  throw new CollectionError('connection', `${path}: ${message}`);
}

function kindOf(stats: BigIntStats): string {
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isSymbolicLink() ? 'a link' : 'a device';
}

/** Undefined if it has more than `limit` bytes. The size in the stats is not reliable: it is 0 below /proc. */
async function readToEnd(
  handle: FileHandle,
  size: number,
  limit: number,
): Promise<Uint8Array | undefined> {
  let buffer = new Uint8Array((size === 0 ? 4096 : size) + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    length += bytesRead;
    if (length > limit) return undefined;
    if (bytesRead === 0 || (length === size && length < buffer.length)) {
      return buffer.subarray(0, length);
    }
    if (length === buffer.length) {
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer);
      buffer = larger;
    }
  }
}

/** A file that was replaced or removed in the meantime has fewer links and a new ctime, but the same content. */
function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    (a.ctimeNs === b.ctimeNs || a.nlink !== b.nlink)
  );
}

function tooLarge(path: string, limit: number): CollectionError {
  return new CollectionError(
    'limit',
    `${path}: is larger than ${limit} bytes: raise limits.bodySize, or read a smaller file`,
  );
}

async function isGone(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: unknown) => codeOf(error) === 'ENOENT',
  );
}
