import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createGathering } from '../../src/sources/gather.ts';

const large = 1024 * 1024;

it.each([0, large - 3, large, large + 5])('gives what came, told %d bytes before', (length) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: large / 2 }), { maxLength: 5 }), (sizes) => {
      const chunks = sizes.map((size, index) => Buffer.alloc(size, index + 1));
      const gathering = createGathering(length);
      for (const chunk of chunks) gathering.add(chunk);

      expect(gathering.join().equals(Buffer.concat(chunks))).toBe(true);
    }),
    { numRuns: 30 },
  );
});
