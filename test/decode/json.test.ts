import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DecodeError } from '../../src/decode/error.ts';
import { readJson } from '../../src/decode/json-reader.ts';
import { decodeJson } from '../../src/decode/json.ts';
import { problemOf } from './problem-of.ts';

function decode(text: string): unknown {
  return decodeJson(Buffer.from(text));
}

/** Whether it reads; a key twice, which JSON.parse takes, aside. */
function accepts(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    return error instanceof DecodeError && error.message.includes('is twice in one object');
  }
}

/** The value that is due when `value` has been written by JSON.stringify. */
function exact(value: unknown): unknown {
  if (typeof value === 'number') {
    const written = JSON.stringify(value);
    return /^-?\d{16,}$/.test(written) && !Number.isSafeInteger(value)
      ? BigInt(written)
      : value + 0;
  }
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, exact(item)]));
}

describe('a JSON document', () => {
  it('is the value that was written, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(decode(text)).toEqual(exact(value));
      }),
      { numRuns: 500 },
    );
  });

  it('has each key of any object as an own property', () => {
    const key = fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '0',
      '10',
      '',
      ':',
      '"',
      '\\',
    );
    fc.assert(
      fc.property(fc.uniqueArray(key), (keys) => {
        const text = `{${keys.map((name) => `${JSON.stringify(name)} : [{"x":1}]`).join(',')}}`;
        expect(Object.keys(Object(decode(text))).toSorted()).toEqual(keys.toSorted());
      }),
    );
    expect(Object.getPrototypeOf(decode('{"__proto__":{"x":1}}'))).toBe(Object.prototype);
  });

  it('has its own keys, whatever keys another document had before', () => {
    decode('{"x":1,"a\\\\":1}');
    expect(decode('{"x":1,"a\\"":1}')).toEqual({ x: 1, 'a"': 1 });
  });

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['1000000000000000', 1000000000000000],
    ['1e300', 1e300],
    ['12345678901234567890.5', 12345678901234567000],
    ['12345678901234567890e2', Number('12345678901234567890e2')],
    ['0.1234567890123456789', 0.12345678901234568],
    ['1e308', 1e308],
    ['-1.5E-400', -0],
    ['-0', -0],
  ])('has %s as an exact integer or the nearest double', (text, value) => {
    expect(decode(`{"a":[${text}],"b":9007199254740995}`)).toEqual({
      a: [value],
      b: 9007199254740995n,
    });
    expect(decode(text)).toBe(value);
  });

  it.each([
    '9'.repeat(309),
    `-${'9'.repeat(400)}`,
    `${'9'.repeat(309)}.5`,
    `${'9'.repeat(300)}e10`,
    '1e999',
    '1E+309',
    '-2.5e308',
    `1e${'9'.repeat(20)}`,
  ])('has a number that no double comes near as it is written: %s', (text) => {
    expect(decode(`{"a":[${text}],"b":1}`)).toEqual({ a: [text], b: 1 });
    expect(decode(text)).toBe(text);
  });

  it('keeps any integer exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (integer) => {
        expect(String(decode(`${integer}`))).toBe(
          Number.isSafeInteger(Number(integer)) ? String(Number(integer)) : String(integer),
        );
      }),
    );
  });

  it('does not take long digits in a text for a number', () => {
    expect(decode('{"id":"9007199254740993"}')).toEqual({ id: '9007199254740993' });
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff{"a":"é€"}')],
    ['UTF-16 LE with a byte order mark', Buffer.from('\ufeff{"a":"é€"}', 'utf16le')],
    ['UTF-16 LE without one', Buffer.from('{"a":"é€"}', 'utf16le')],
    ['UTF-16 BE with a byte order mark', Buffer.from('\ufeff{"a":"é€"}', 'utf16le').swap16()],
    ['UTF-16 BE without one', Buffer.from('{"a":"é€"}', 'utf16le').swap16()],
  ])('is read from %s', (_name, bytes) => {
    expect(decodeJson(bytes)).toEqual({ a: 'é€' });
  });

  it('is read in the charset it is said to be in', () => {
    expect(decodeJson(Buffer.from('{"a":"é"}', 'latin1'), 'ISO-8859-1')).toEqual({ a: 'é' });
    // 0x5c is the second byte of a character of Shift_JIS, not a backslash.
    const shiftJis = Buffer.from([0x7b, 0x22, 0x83, 0x5c, 0x22, 0x3a, 0x31, 0x7d]);
    expect(decodeJson(shiftJis, 'shift_jis')).toEqual({ ソ: 1 });
  });

  it('may be 100 levels deep', () => {
    expect(() => decode('['.repeat(100) + ']'.repeat(100))).not.toThrow();
  });
});

describe('a bad JSON document', () => {
  it.each([
    ['', 'JSON is empty'],
    [' \n', 'JSON is empty'],
    ['{"a":1,\n "b":2, "a":3}', 'JSON at 2:9: the key "a" is twice in one object'],
    ['[{"b":{"c":1,"\\u0063":2}}]', 'JSON at 1:14: the key "c" is twice in one object'],
    ['{"__proto__":1,"__proto__":1}', 'JSON at 1:16: the key "__proto__" is twice in one object'],
    ['{"a":1 x}', 'JSON at 1:8: expected "," or "}" in the object, found "x"'],
    ['[1 2]', 'JSON at 1:4: expected "," or "]" in the array, found "2"'],
    ['{"a" 1}', 'JSON at 1:6: expected ":" after the key "a", found "1"'],
    ['{"a":}', 'JSON at 1:6: expected a value after the key, found "}"'],
    ['{"a":NaN}', 'JSON at 1:6: expected a value after the key, found "NaN"'],
    ['{a:1}', 'JSON at 1:2: expected a key in double quotes, found "a"'],
    [
      "{'a':1}",
      `JSON at 1:2: expected a key in double quotes, found "'": JSON has double quotes only`,
    ],
    [
      '[1,]',
      'JSON at 1:4: expected another item after "," (JSON has no trailing comma), found "]"',
    ],
    ['[1]\n]', 'JSON at 2:1: expected the end of the document, found "]"'],
    [
      '{"a":1}\r\n{"a":2}',
      'JSON at 2:1: expected the end of the document, found "{"; where each line is a document of its own, set `decode: ndjson`',
    ],
    [
      '<html></html>',
      'JSON at 1:1: expected a value, found "<": this is HTML or XML; set `decode: html` or `decode: xml` if it should be',
    ],
    [
      '[1, // one\n2]',
      'JSON at 1:5: expected a value in the array, found "/": JSON has no comments',
    ],
    ['Not Found', 'JSON at 1:1: expected a value, found "Not"'],
    ['[01]', 'JSON at 1:2: "01" is not a JSON number'],
    ['["\\x"]', 'JSON at 1:3: a string has the escape "\\\\x", which JSON does not have'],
    ['["\\N"]', 'JSON at 1:3: a string has the escape "\\\\N", which JSON does not have'],
    ['["a\tb"]', 'JSON at 1:4: a string has the control character "\\t", write it as an escape'],
  ])('%j is told as: %s', (text, message) => {
    expect(problemOf(() => decodeJson(Buffer.from(text)))).toBe(message);
  });

  it.each([
    ['{"a":1', 'the object that begins at 1:1, at 1:7'],
    ['{"a":{\n"b":[1, 2', 'the array that begins at 2:5, at 2:10'],
    ['{"a', 'the string that begins at 1:2, at 1:4'],
    ['{"a":"b\\u00', 'the string that begins at 1:6, at 1:12'],
    ['{"a":tr', 'the word "tr", at 1:8'],
    ['[1.', 'a number, at 1:4'],
  ])('%j is truncated', (text, where) => {
    expect(problemOf(() => decodeJson(Buffer.from(text)))).toBe(
      `JSON is truncated: it ends in the middle of ${where}`,
    );
  });

  it.each([
    [
      [0x22, 0xff, 0x22],
      '1:2: byte 0xff at offset 1: name the charset if the document is in another one',
    ],
    [
      [0x22, 0x0a, 0xef, 0xbf, 0xbd, 0xc3, 0x22],
      '2:2: byte 0xc3 at offset 5: name the charset if the document is in another one',
    ],
    [
      [0x22, 0xe2, 0x82],
      '1:2: byte 0xe2 at offset 1: it ends in the middle of a character; the document is truncated',
    ],
  ])('the bytes %j are not UTF-8', (bytes, where) => {
    expect(problemOf(() => decodeJson(Uint8Array.from(bytes)))).toBe(
      `the document is not valid UTF-8 at ${where}`,
    );
  });

  it.each([
    ['a hundred and one lists', '['.repeat(101) + ']'.repeat(101)],
    ['five million lists that do not end', '['.repeat(5_000_000)],
    ['objects and lists', '{"a":['.repeat(51) + ']}'.repeat(51)],
  ])('is refused when it is too deep: %s', (_name, text) => {
    expect(problemOf(() => decodeJson(Buffer.from(text)))).toMatch(
      /^JSON at 1:\d+: is nested deeper than 100 levels$/,
    );
  });

  it('is not told in full, however long its texts are', () => {
    const long = 'k'.repeat(100_000);
    for (const text of [
      `{"${long}":1,"${long}":2}`,
      `[${long}]`,
      `{"${long}" ${long}`,
      `[${'1'.repeat(1e5)}x]`,
    ]) {
      expect(problemOf(() => decodeJson(Buffer.from(text))).length).toBeLessThan(300);
    }
  });

  it('is refused exactly when JSON.parse refuses it', () => {
    const piece = fc.constantFrom(
      ...Array.from('{}[],:"\\ 0123.-+eE/tnNTu'),
      'true',
      'null',
      '"a"',
      '"a":',
      '\\u0041',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(accepts((source) => readJson(source, 100), text)).toBe(accepts(JSON.parse, text));
      }),
      { numRuns: 5000 },
    );
  });

  it('is told the same at every place where it may be cut', () => {
    const text = '{"a": [1.5e3, true, "x\\u0041"], "b": {"c": null}}';
    for (let end = 1; end < text.length; end += 1) {
      expect(problemOf(() => decodeJson(Buffer.from(text.slice(0, end))))).toMatch(
        /^JSON is truncated: .*, at 1:\d+$/,
      );
    }
  });
});
