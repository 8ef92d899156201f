import { promisify } from 'node:util';
import {
  brotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  gunzip,
  inflate,
  inflateRaw,
  zstdDecompress,
} from 'node:zlib';
import { NoRoom, type BytesLease } from '../../budget/bytes-in-flight.ts';
import { CollectionError } from '../../engine/source.ts';
import { headerOf } from './headers.ts';
import type { Step } from './step.ts';
import { gzipLength, unpack, type Unpacker } from './unpack.ts';

const inflated: Unpacker = { whole: promisify(inflate), parts: createInflate };
const inflatedRaw: Unpacker = { whole: promisify(inflateRaw), parts: createInflateRaw };
const gunzipped: Unpacker = {
  whole: promisify(gunzip),
  parts: createGunzip,
  length: gzipLength,
};
const brotli: Unpacker = { whole: promisify(brotliDecompress), parts: createBrotliDecompress };
const zstd: Unpacker = { whole: promisify(zstdDecompress), parts: createZstdDecompress };

const unpackers = new Map<string, (bytes: Buffer) => Unpacker>([
  ['gzip', () => gunzipped],
  ['x-gzip', () => gunzipped],
  // Servers differ on whether "deflate" has the header of zlib; its first byte shows it.
  ['deflate', (bytes) => (isZlib(bytes) ? inflated : inflatedRaw)],
  ['br', () => brotli],
  ['zstd', () => zstd],
]);

/** For `Accept-Encoding`. */
export const acceptedEncodings = 'gzip, br, zstd';

/** More nested encodings are not used in practice, and each one multiplies the work. */
const maxEncodings = 4;

/** Decompresses the body of the response, up to the `bodySize` of the request. */
export function decompressBody(): Step {
  return async (request, next) => {
    const response = await next(request);
    const { body, headers } = response;
    const bytes = await decompress(body, headerOf(headers, 'content-encoding'), request);
    const traced = request.trace?.requests.at(-1);
    if (traced !== undefined) traced.bytes = bytes.length;
    return { ...response, body: bytes };
  };
}

/**
 * Decompresses the bytes of a body. Never produces more than `bodySize` bytes.
 *
 * @param encoding the value of `Content-Encoding`
 * @throws CollectionError `limit` if the body is larger than `bodySize`, `decode` if the encoding is unknown or
 * the data is corrupt
 */
async function decompress(
  body: Buffer,
  encoding: string | undefined,
  options: UnpackOptions,
): Promise<Buffer> {
  if (encoding === undefined) {
    return isGzip(body) ? decompressOnce(gunzipped, 'gzip', body, options) : body;
  }
  const names = encoding.split(',').map((name) => name.trim().toLowerCase());
  const applied = names.filter((name) => !isNoEncoding(name));
  if (applied.length > maxEncodings) {
    throw new CollectionError('decode', `the body is encoded ${applied.length} times`);
  }
  let bytes = body;
  for (const name of applied.toReversed()) {
    const step = unpackers.get(name);
    if (step === undefined) {
      throw new CollectionError('decode', `the body has the unknown Content-Encoding ${name}`);
    }
    // The response to a HEAD request has no body, but it may have Content-Encoding.
    if (bytes.length > 0) bytes = await decompressOnce(step(bytes), name, bytes, options);
  }
  return bytes;
}

/** Some servers send a charset or a placeholder as Content-Encoding; such a body is not encoded. */
function isNoEncoding(name: string): boolean {
  return /^(identity|none|null|binary|[78]bit|utf-?(8|16)|us-ascii|ascii|iso-8859-\d+|windows-\d+)?$/.test(
    name,
  );
}

/** RFC 1952 section 2.3.1. No text begins with these bytes, so the header must be missing. */
function isGzip([first, second, method]: Buffer): boolean {
  return first === 0x1f && second === 0x8b && method === 8;
}

/** The largest body, and the account that it is charged to. */
interface UnpackOptions {
  readonly bodySize: number;
  readonly bytes?: BytesLease | undefined;
}

async function decompressOnce(
  unpacker: Unpacker,
  name: string,
  compressed: Buffer,
  { bodySize, bytes }: UnpackOptions,
): Promise<Buffer> {
  try {
    const unpacked = await unpack(unpacker, compressed, bodySize, bytes);
    bytes?.remove(compressed.length);
    return unpacked;
  } catch (error) {
    if (error instanceof NoRoom) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(bodySize);
    const found = code === 'Z_BUF_ERROR' ? 'ends in the middle of its' : 'is not';
    throw new CollectionError('decode', `the body ${found} ${name}, as its Content-Encoding says`, {
      cause: error,
    });
  }
}

export function tooLarge(limit: number): CollectionError {
  return new CollectionError(
    'limit',
    `the body is larger than limits.bodySize, ${inWords(limit)}: raise it if that is as it should be`,
  );
}

function inWords(bytes: number): string {
  for (const [unit, size] of [
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size} ${unit}`;
  }
  return `${bytes} bytes`;
}

/** RFC 1950 section 2.2: method 8, and a check over the first two bytes. */
function isZlib(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
