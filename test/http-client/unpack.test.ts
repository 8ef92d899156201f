import { promisify } from 'node:util';
import { createGunzip, gunzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gzipLength, unpack } from '../../src/http-client/exchange/unpack.ts';

const gzip = { whole: promisify(gunzip), parts: createGunzip };
const told = { ...gzip, length: gzipLength };

/** Shrinks to a third, as documents do; a text of one letter shrinks to a thousandth. */
function content(bytes: number): Buffer {
  const lines: string[] = [];
  for (let length = 0; length < bytes; length += 12) lines.push(`${length * 7919}`.padEnd(12));
  return Buffer.from(lines.join('')).subarray(0, bytes);
}

const large = 5_000_000;

describe.each([
  ['whose length is told', told],
  ['whose length is not told', gzip],
])('bytes %s', (_, unpacker) => {
  it.each([0, 1, 100_000, large])('are what they were, of %d bytes', async (bytes) => {
    for (const original of [content(bytes), Buffer.alloc(bytes, 'a')]) {
      expect((await unpack(unpacker, gzipSync(original), bytes + 1)).equals(original)).toBe(true);
    }
  });

  it('are refused when they are larger than the limit', async () => {
    for (const original of [content(large), Buffer.alloc(large, 'a')]) {
      const refused = unpack(unpacker, gzipSync(original), large - 1);

      await expect(refused).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' });
    }
  });

  it('are refused when they are cut off, or are no gzip', async () => {
    const whole = gzipSync(content(large));

    await expect(unpack(unpacker, whole.subarray(0, -100_000), large)).rejects.toThrow(
      'unexpected end',
    );
    await expect(unpack(unpacker, content(large), large)).rejects.toThrow('incorrect header');
  });

  it('are what they are, and not what their last bytes say', async () => {
    const original = content(large);
    for (const lie of [0, 7, 2 ** 32 - 1]) {
      const bytes = gzipSync(original);
      bytes.writeUInt32LE(lie, bytes.length - 4);

      await expect(unpack(unpacker, bytes, large)).rejects.toThrow('incorrect length check');
    }
    const two = Buffer.concat([gzipSync(original), gzipSync('end')]);
    const both = Buffer.concat([original, Buffer.from('end')]);

    expect((await unpack(unpacker, two, 2 * large)).equals(both)).toBe(true);
  });
});
