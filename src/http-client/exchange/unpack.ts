import type { Transform } from 'node:stream';
import type { ZlibOptions } from 'node:zlib';
import type { BytesLease } from '../../budget/bytes-in-flight.ts';
import { createBodyBuffer } from './body-buffer.ts';

/** Decompresses by one method, as a whole or in parts. */
export interface Unpacker {
  readonly whole: (
    bytes: Uint8Array,
    options: Pick<ZlibOptions, 'maxOutputLength'>,
  ) => Promise<Buffer>;
  readonly parts: (options: Pick<ZlibOptions, 'chunkSize'>) => Transform;
  /** The decompressed length that the bytes declare, or undefined. */
  readonly length?: (bytes: Uint8Array) => number | undefined;
}

/** From these sizes on, compressed or decompressed, it is done in parts. */
const largeBytes = 128 * 1024;
const largeLength = 2 * 1024 * 1024;

/** Few documents compress better than this; the rest of those that do is joined at the end. */
const likelyRatio = 64;

/** In parts of 16 KiB, as zlib makes them by default, 100 MB take 450 ms in place of 230. */
const chunkSize = 128 * 1024;

/**
 * Decompresses in the threads of Node.js. Of what may be large each part is put in its place as it comes:
 * zlib joins them at the end, which for 100 MB is a stall of 70 to 250 ms.
 *
 * @param account what the decompressed bytes pay into
 * @throws as zlib does: `ERR_BUFFER_TOO_LARGE` for more than `limit` bytes; as `BytesLease.room`
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

/** Of gzip, RFC 1952 section 2.3.1: its last four bytes, of what is below 4 GiB and has one part. */
export function gzipLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < 18) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}

function tooLarge(limit: number): Error {
  const error = new RangeError(`larger than ${limit} bytes`);
  return Object.assign(error, { code: 'ERR_BUFFER_TOO_LARGE' });
}
