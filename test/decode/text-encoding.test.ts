import { describe, expect, it } from 'vitest';

import { charsetOf, decodeText } from '../../src/decode/text-encoding.ts';
import { problemOf } from './problem-of.ts';

const text = 'name,städte\n1,Zürich';

describe('the text of a document', () => {
  it.each([
    ['UTF-8', Buffer.from(text), undefined],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), undefined],
    ['UTF-8 with a byte order mark, whatever is said', Buffer.from(`\ufeff${text}`), 'iso-8859-1'],
    ['UTF-16 LE with a byte order mark', Buffer.from(`\ufeff${text}`, 'utf16le'), undefined],
    ['UTF-16 BE with a byte order mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'utf-8'],
    ['UTF-16 LE without one', Buffer.from(text, 'utf16le'), undefined],
    ['UTF-16 BE without one', Buffer.from(text, 'utf16le').swap16(), undefined],
    ['ISO-8859-1', Buffer.from(text, 'latin1'), 'ISO-8859-1'],
    ['windows-1252', Buffer.from(text, 'latin1'), 'windows-1252'],
  ])('is read from %s', (_name, bytes, charset) => {
    expect(decodeText(bytes, charset)).toBe(text);
  });

  it.each([
    ['text/csv; charset=iso-8859-1', 'iso-8859-1'],
    ['text/xml;charset="UTF-8"; x=y', 'UTF-8'],
    ['application/json', undefined],
    ['', undefined],
  ])('has the charset that %j names', (contentType, charset) => {
    expect(charsetOf(contentType)).toBe(charset);
  });
});

describe('bytes that are no text', () => {
  it.each([
    [
      'a byte of ISO-8859-1',
      Buffer.from('a\nZürich', 'latin1'),
      undefined,
      'UTF-8 at 2:2: byte 0xfc at offset 3: name the charset if the document is in another one',
    ],
    [
      'a surrogate',
      Uint8Array.of(0xed, 0xa0, 0x80),
      undefined,
      'UTF-8 at 1:1: byte 0xed at offset 0: name the charset if the document is in another one',
    ],
    [
      'an overlong form',
      Uint8Array.of(0x61, 0xc0, 0xaf),
      undefined,
      'UTF-8 at 1:2: byte 0xc0 at offset 1: name the charset if the document is in another one',
    ],
    [
      'half a character at the end',
      Buffer.from('a€').subarray(0, 3),
      undefined,
      'UTF-8 at 1:2: byte 0xe2 at offset 1: it ends in the middle of a character; the document is truncated',
    ],
    [
      'half a unit of UTF-16',
      Buffer.from('\ufeffab', 'utf16le').subarray(0, 5),
      undefined,
      'utf-16le: it has bytes which that charset does not',
    ],
  ])('are refused: %s', (_name, bytes, charset, message) => {
    expect(problemOf(() => decodeText(bytes, charset))).toBe(
      `the document is not valid ${message}`,
    );
  });

  it('are refused in a charset that nobody knows', () => {
    expect(problemOf(() => decodeText(Buffer.from('a'), 'utf8mb4'))).toBe(
      'the charset "utf8mb4" is not known, expected one such as utf-8, utf-16le, iso-8859-1, windows-1252, shift_jis',
    );
  });

  it.each([[[0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]], [[0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]]])(
    'are refused in UTF-32',
    (bytes) => {
      expect(problemOf(() => decodeText(Uint8Array.from(bytes)))).toMatch(
        /^the document is UTF-32/,
      );
    },
  );
});
