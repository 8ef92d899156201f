import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createDecode } from '../../src/decode/decode.ts';
import { DecodeError } from '../../src/decode/error.ts';
import { formats } from '../../src/decode/format.ts';

const pieces = [
  '{"a": [1.5e3, true, "x\\u0041"]}',
  'a: &x\n  - {b: "c"}\nd: *x\n',
  'a,b\n"1,""x",2\n',
  '<a b="c &amp; d"><!-- x --><e/>t<![CDATA[y]]></a>',
  '# TYPE a histogram\na_bucket{le="+Inf"} 1 2\n',
  ...Array.from('"\'\\{}[]<>&;:,\n\r\t #%!*|-?01e.a\u0000\ufeffé'),
  '<![CDATA[',
  '<!DOCTYPE a [',
  '---\n',
  '9007199254740993',
  '__proto__',
];

const bytes = fc
  .tuple(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), fc.uint8Array({ maxLength: 2 }))
  .map(([parts, tail]) => Buffer.concat([Buffer.from(parts.join('')), tail]));

describe.each(formats)('any bytes, read as %s,', (format) => {
  const decode = createDecode(format);

  it('are a value, or one DecodeError of bounded length', () => {
    fc.assert(
      fc.property(bytes, (document) => {
        let message = '';
        try {
          decode(document, {});
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          ({ message } = error);
        }
        expect(message.length).toBeLessThan(400);
      }),
      { numRuns: 300 },
    );
  });
});
