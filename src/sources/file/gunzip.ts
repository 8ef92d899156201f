import { promisify } from 'node:util';
import { createGunzip, gunzip as inflate } from 'node:zlib';
import { NoRoom, type BytesLease } from '../../budget/bytes-in-flight.ts';
import { messageOf } from '../../engine/failure.ts';
import { CollectionError } from '../../engine/source.ts';
import { gzipLength, unpack } from '../../http-client/exchange/unpack.ts';
import { codeOf } from './failure.ts';

const gzip = { whole: promisify(inflate), parts: createGunzip, length: gzipLength };

/** Whether a file is compressed with gzip, and its name without the extension. */
export function withoutGz(path: string): { readonly path: string; readonly isGz: boolean } {
  return path.endsWith('.gz')
    ? { path: path.slice(0, -'.gz'.length), isGz: true }
    : { path, isGz: false };
}

/**
 * @param account what the decompressed bytes pay into, and where the others are given back
 * @throws CollectionError for what is not gzip, is cut off, or is larger than `limit` bytes; NoRoom
 */
export async function gunzip(
  bytes: Uint8Array,
  path: string,
  limit: number,
  account: BytesLease,
): Promise<Uint8Array> {
  try {
    const unpacked = await unpack(gzip, bytes, limit, account);
    account.remove(bytes.length);
    return unpacked;
  } catch (error) {
    if (error instanceof NoRoom) throw error;
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
      throw new CollectionError(
        'limit',
        `${path}: is larger than ${limit} bytes when it is decompressed: raise limits.bodySize`,
        { cause: error },
      );
    }
    throw new CollectionError('decode', `${path}: is not gzip, or cut off: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
