import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBodyBuffer } from '../../src/http-client/exchange/body-buffer.ts';

const large = 1024 * 1024;

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
