import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBodyBuffer } from '../../src/http-client/exchange/body-buffer.ts';

const large = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

function heldBytes(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it('gives small and large chunks in their order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(1, 2, 1023, 1024, 5000), { minLength: 1, maxLength: 500 }),
      (sizes) => {
        const chunks = sizes.map((size, index) => Buffer.alloc(size, index + 1));
        const buffer = createBodyBuffer(0);
        for (const chunk of chunks) buffer.add(chunk);

        expect(buffer.join().equals(Buffer.concat(chunks))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

it('holds a million chunks of one byte in little memory', () => {
  const before = heldBytes();
  const buffer = createBodyBuffer(0);
  for (let count = 0; count < 1_000_000; count += 1) buffer.add(Buffer.from([count % 256]));

  expect(heldBytes() - before).toBeLessThan(20 * large);
  expect(buffer.join().length).toBe(1_000_000);
});

it.each([0, large - 3, large, large + 5])('gives what came, told %d bytes before', (length) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: large / 2 }), { maxLength: 5 }), (sizes) => {
      const chunks = sizes.map((size, index) => Buffer.alloc(size, index + 1));
      const buffer = createBodyBuffer(length);
      for (const chunk of chunks) buffer.add(chunk);

      expect(buffer.join().equals(Buffer.concat(chunks))).toBe(true);
    }),
    { numRuns: 30 },
  );
});
