import { pipeline, Readable, type Duplex } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { CollectionError } from '../../engine/source.ts';

const decompressors: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** For `Accept-Encoding`. */
export const acceptedEncodings = 'gzip, br, zstd';

/**
 * The bytes of a body, decompressed. Never holds more than `limit` bytes and one chunk: what is larger,
 * on the wire or once decompressed, is refused while it arrives.
 *
 * @param encoding the value of `Content-Encoding`
 * @throws CollectionError `limit` over the limit, `decode` for an encoding that is unknown or broken
 */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  limit: number,
): Promise<Uint8Array> {
  const stream: AsyncIterable<Buffer> = decompressed(body, encoding);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Leaving the loop early destroys the stream, and with it the connection.
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    throw isBroken(error)
      ? new CollectionError('decode', `the body is not ${encoding}`, { cause: error })
      : error;
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

function tooLarge(limit: number): CollectionError {
  return new CollectionError('limit', `the body is larger than limits.bodySize (${limit} bytes)`);
}

function decompressed(body: Readable, header = ''): Readable {
  const names = header.split(',').map((name) => name.trim().toLowerCase());
  return names
    .filter((name) => name !== '' && name !== 'identity')
    .toReversed()
    .reduce((stream: Readable, name) => {
      const create = decompressors[name];
      if (create === undefined) {
        body.destroy();
        throw new CollectionError('decode', `the body has the unknown Content-Encoding ${name}`);
      }
      // Who reads the last stream hears of every failure; the callback keeps them from being "unhandled".
      return pipeline(stream, create(), () => {});
    }, body);
}

/** Whether zlib, brotli or zstd refused the bytes, as opposed to a connection that broke. */
function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(Z_|ERR__ERROR|ERR_BROTLI|ZSTD_)/.test(code);
}
