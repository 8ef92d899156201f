import type { Transform } from 'node:stream';
import type { ZlibOptions } from 'node:zlib';
import type { BytesLease } from '../../budget/bytes-in-flight.ts';
import { createBodyBuffer } from './body-buffer.ts';

/** Decompresses with one method, all at once or in parts. */
export interface Unpacker {
  readonly whole: (
    bytes: Uint8Array,
    options: Pick<ZlibOptions, 'maxOutputLength'>,
  ) => Promise<Buffer>;
  readonly parts: (options: Pick<ZlibOptions, 'chunkSize'>) => Transform;
  /** The decompressed length that the bytes declare, or undefined. */
  readonly length?: (bytes: Uint8Array) => number | undefined;
}

/** From these sizes on, compressed or decompressed, decompression is done in parts. */
const largeBytes = 128 * 1024;
const largeLength = 2 * 1024 * 1024;

/** Few documents have a higher compression ratio. For those that do, the excess is joined at the end. */
const likelyRatio = 64;

/** With parts of 16 KiB, the default of zlib, 100 MB take 450 ms instead of 230 ms. */
const chunkSize = 128 * 1024;

/**
 * Decompresses in the thread pool of Node.js. The parts of large bodies are copied to their final position as they
 * arrive; zlib would join them at the end, which blocks the event loop for 70 to 250 ms at 100 MB.
 *
 * @param account the memory account that the decompressed bytes are charged to
 * @throws as zlib: `ERR_BUFFER_TOO_LARGE` for more than `limit` bytes; as `BytesLease.room`
 */
export async function unpack(
  { whole, parts, length }: Unpacker,
  bytes: Uint8Array,
  limit: number,
  account?: BytesLease,
): Promise<Buffer> {
  const said = length?.(bytes) ?? 0;
  if (bytes.length < largeBytes && said < largeLength) {
    const small = await whole(bytes, { maxOutputLength: limit });
    await pay(account, small.length);
    return small;
  }
  // The declared size is untrusted; untouched pages cost no memory.
  const buffer = createBodyBuffer(Math.min(limit, said || bytes.length * likelyRatio));
  const stream = parts({ chunkSize });
  stream.end(bytes);
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    await pay(account, chunk.length);
    buffer.add(chunk);
  }
  return buffer.join();
}

/** Adds bytes, and waits until there is room for more. */
async function pay(account: BytesLease | undefined, bytes: number): Promise<void> {
  if (account?.add(bytes) === false) await account.room();
}

/** Size of gzip data below 4 GiB with one member: its last four bytes (RFC 1952 section 2.3.1). */
export function gzipLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < 18) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}

function tooLarge(limit: number): Error {
  const error = new RangeError(`larger than ${limit} bytes`);
  return Object.assign(error, { code: 'ERR_BUFFER_TOO_LARGE' });
}
