import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Attack } from '../harness/attack.ts';
import { gauge } from '../harness/answers.ts';

const zeros = Buffer.alloc(200 * 2 ** 20);
const encodings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { 1: 3 } }),
  zstd: (bytes) => zstdCompressSync(bytes),
  twice: (bytes) => gzipSync(gzipSync(bytes)),
};
const bombs = new Map<string, Buffer>();

function bomb(encoding: string): Buffer {
  const made = bombs.get(encoding) ?? encodings[encoding]?.(zeros) ?? Buffer.alloc(0);
  bombs.set(encoding, made);
  return made;
}

/** 200 MiB in a few kilobytes. */
export const compressionBombs: Attack = {
  name: 'compression-bombs',
  about: 'Documents of 200 MiB in a few KB of gzip, deflate, brotli, zstd, and gzip twice.',
  collectors: (url) =>
    Object.fromEntries(
      Object.keys(encodings).map((name) => [`bomb_${name}`, gauge(name, `${url}/${name}`)]),
    ),
  answer({ url = '' }, response) {
    const name = url.slice(1);
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-encoding', name === 'twice' ? 'gzip, gzip' : name);
    response.end(bomb(name));
  },
  async run({ scrape, expectFailure }) {
    for (const name of Object.keys(encodings)) bomb(name);
    await scrape(Object.keys(encodings).map((name) => `bomb_${name}`));
    for (const name of Object.keys(encodings)) {
      await expectFailure(`bomb_${name}`, /bodySize|10 ?MiB|encoding/i, 5);
    }
  },
};
