import * as fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { appendChecksum, checksumOf } from '../../src/exposition/checksum.ts';

it('is that of the bytes one behind the other', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (parts) => {
      const whole = parts.reduce((crc, part) => appendChecksum(crc, checksumOf(part)), 0);

      expect(whole).toBe(crc32(Buffer.concat(parts)));
    }),
  );
});

it('is right for parts of many sizes', () => {
  const parts = [1, 255, 25_000, 1_000_003].map((size) => Buffer.alloc(size, size % 251));
  const whole = parts.reduce((crc, part) => appendChecksum(crc, checksumOf(part)), 0);

  expect(whole).toBe(crc32(Buffer.concat(parts)));
});
