import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { UsageError } from '../../usage-error.ts';
import { readFailure } from '../../message/read-failure.ts';

/** A ConfigMap is limited to 1 MiB, and parsing YAML of 2 MiB takes seconds and hundreds of megabytes. */
const maxBytes = 2 * 1024 * 1024;
const tooLarge = 'it is larger than 2 MiB';
const chunkBytes = 64 * 1024;

/** Pipes that the parent process opened, as a shell does for `<(...)`; reading them ends. */
const opened = /^\/dev\/(stdin|fd\/\d+)$|^\/proc\/(self|\d+)\/fd\/\d+$/;

/**
 * The bytes of a configuration file, or of a file that it references.
 *
 * @throws Error as `node:fs` does, and for files that could be read forever: a named pipe, a device, more
 * than 2 MiB
 */
export function readSmallFile(path: string): Buffer {
  // Checked before opening, because opening a named pipe blocks until it has a writer.
  const kind = statSync(path);
  if (kind.isDirectory()) throw new Error('it is a folder');
  if (!kind.isFile() && !(kind.isFIFO() && opened.test(path))) {
    throw new Error('it is no regular file, but a pipe, a socket or a device');
  }
  const descriptor = openSync(path, 'r');
  try {
    return readAll(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Does not rely on the size in `stat`, which is 0 for files in /proc. */
function readAll(descriptor: number): Buffer {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const length = readSync(descriptor, chunk);
    if (length === 0) return Buffer.concat(chunks);
    size += length;
    if (size > maxBytes) throw new Error(tooLarge);
    chunks.push(chunk.subarray(0, length));
  }
}

/**
 * The text of a configuration file.
 *
 * @throws UsageError when it cannot be read or is not text
 */
export function readConfigFile(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readSmallFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  return decodeConfig(bytes, file);
}

/**
 * The same without blocking the event loop, for a reload.
 *
 * @throws UsageError also for a pipe, which can be read only once
 */
export async function readConfigFileAgain(file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    if (!(await stat(file)).isFile())
      throw new Error('it is no regular file, so it is read only once');
    const handle = await open(file);
    try {
      bytes = await readUpTo(maxBytes, handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  return decodeConfig(bytes, file);
}

/** Does not rely on the size in `stat`, as the file may grow in the meantime. */
async function readUpTo(limit: number, handle: FileHandle): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes));
    if (bytesRead === 0) return Buffer.concat(chunks);
    size += bytesRead;
    if (size > limit) throw new Error(tooLarge);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function unreadable(file: string, error: unknown): UsageError {
  return new UsageError(`cannot read ${file}: ${readFailure(error)}`, { cause: error });
}

function decodeConfig(bytes: Uint8Array, file: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (error) {
    throw notText(file, error);
  }
  throw notText(file);
}

function notText(file: string, cause?: unknown): UsageError {
  return new UsageError(`${file} is not a text file: a configuration is YAML or JSON in UTF-8`, {
    cause,
  });
}
