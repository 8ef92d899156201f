import { describe, expect, it } from 'vitest';

import { createDecode, type Decoded, type DecodeOptions } from '../../src/decode/decode.ts';
import { detectFormat } from '../../src/decode/format.ts';
import { problemOf } from './problem-of.ts';

describe('the format of a document', () => {
  it.each([
    ['application/json', '', 'json'],
    ['application/json; charset=utf-8', 'a.xml', 'json'],
    ['application/vnd.api+json', '', 'json'],
    ['application/problem+json;v=1', '', 'json'],
    ['application/x-ndjson', '', 'ndjson'],
    ['application/jsonl', '', 'ndjson'],
    ['application/yaml', '', 'yaml'],
    ['text/x-yaml', '', 'yaml'],
    ['text/csv;header=present', '', 'csv'],
    ['text/tab-separated-values', '', 'csv'],
    ['application/xml', '', 'xml'],
    ['Text/XML; charset=iso-8859-1', '', 'xml'],
    ['application/rss+xml', '', 'xml'],
    ['application/atom+xml', '', 'xml'],
    ['text/plain; version=0.0.4; charset=utf-8; escaping=underscores', '', 'prometheus'],
    ['application/openmetrics-text; version=1.0.0', '', 'prometheus'],
    ['text/plain', '/api/state', 'json'],
    ['text/plain', '/ups/load.csv', 'csv'],
    ['text/html', '/status', 'json'],
    ['application/octet-stream', '/feed.rss?x=1.csv', 'xml'],
    ['', '/a.json', 'json'],
    ['', '/a.NDJSON', 'ndjson'],
    ['', '/a.jsonl', 'ndjson'],
    ['', '/a.yml', 'yaml'],
    ['', '/a.tsv', 'csv'],
    ['', '/a.prom', 'prometheus'],
    ['', '/a.b.log', 'text'],
    ['', '/a.constructor', 'json'],
    ['', '/v1.2/state', 'json'],
    ['', '', 'json'],
  ])('of type %j at %j', (contentType, path, format) => {
    expect(detectFormat({ contentType, path })).toBe(format);
  });
});

describe('a document', () => {
  it.each<
    [string, DecodeOptions | undefined, Buffer, { contentType?: string; path?: string }, Decoded]
  >([
    ['as nothing says', undefined, Buffer.from('{"a":1}'), {}, { value: { a: 1 } }],
    [
      'as its extension says',
      undefined,
      Buffer.from('a,b\n1,2'),
      { path: 'x.csv' },
      { value: [{ a: '1', b: '2' }] },
    ],
    [
      'as its Content-Type says',
      undefined,
      Buffer.from('a: 1'),
      { contentType: 'application/yaml', path: 'x.csv' },
      { value: { a: 1 } },
    ],
    [
      'as it is set',
      'text',
      Buffer.from('a\nb\n'),
      { contentType: 'application/json' },
      { value: { text: 'a\nb\n', lines: ['a', 'b'] } },
    ],
    [
      'as it is set, with options',
      { csv: { separator: ';', comment: '#' } },
      Buffer.from('#x\na;b\n1;2'),
      {},
      { value: [{ a: '1', b: '2' }] },
    ],
    [
      'with tabs, by its extension',
      undefined,
      Buffer.from('a\tb\n1\t2'),
      { path: 'x.tsv' },
      { value: [{ a: '1', b: '2' }] },
    ],
    [
      'with the separator that is set',
      { csv: { separator: ',' } },
      Buffer.from('a,b\n1,\t2'),
      { path: 'x.tsv' },
      { value: [{ a: '1', b: '2' }] },
    ],
    [
      'with lists in XML',
      { xml: { arrays: ['a.b'] } },
      Buffer.from('<a><b/></a>'),
      {},
      { value: { a: { b: [''] } } },
    ],
    [
      'with a pattern',
      { text: { pattern: '(?P<n>[0-9]+)' } },
      Buffer.from('1 22'),
      {},
      { value: [{ n: '1' }, { n: '22' }] },
    ],
    ['one JSON value a line', { ndjson: {} }, Buffer.from('1\n2'), {}, { value: [1, 2] }],
    ['a CSV with a byte order mark', 'csv', Buffer.from('\ufeffa\n1'), {}, { value: [{ a: '1' }] }],
    ['a CSV in UTF-16', 'csv', Buffer.from('\ufeffä\n1', 'utf16le'), {}, { value: [{ ä: '1' }] }],
    [
      'a CSV in ISO-8859-1, as it is set',
      { csv: { charset: 'iso-8859-1' } },
      Buffer.from('ä\nü', 'latin1'),
      {},
      { value: [{ ä: 'ü' }] },
    ],
    [
      'a CSV in ISO-8859-1, as its type says',
      undefined,
      Buffer.from('ä\nü', 'latin1'),
      { contentType: 'text/csv; charset=ISO-8859-1' },
      { value: [{ ä: 'ü' }] },
    ],
    [
      'an XML with a byte order mark',
      'xml',
      Buffer.from('\ufeff<?xml version="1.0"?><a>ü</a>'),
      {},
      { value: { a: 'ü' } },
    ],
    [
      'an XML in UTF-16',
      'xml',
      Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>ü</a>', 'utf16le').swap16(),
      {},
      { value: { a: 'ü' } },
    ],
    [
      'an XML in ISO-8859-1, as it says itself',
      'xml',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>', 'latin1'),
      {},
      { value: { a: 'ü' } },
    ],
    [
      'an XML whose type knows better',
      'xml',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>'),
      { contentType: 'text/xml; charset=utf-8' },
      { value: { a: 'ü' } },
    ],
    [
      'a JSON in ISO-8859-1',
      undefined,
      Buffer.from('{"a":"ü"}', 'latin1'),
      { contentType: 'application/json; charset=latin1' },
      { value: { a: 'ü' } },
    ],
    ['a YAML in UTF-16', 'yaml', Buffer.from('a: ü', 'utf16le'), {}, { value: { a: 'ü' } }],
  ])('is read %s', (_name, options, bytes, origin, decoded) => {
    expect(createDecode(options)(bytes, origin)).toEqual(decoded);
  });

  it('is refused as a page that is cut, when its Content-Type says that it would tell its end', () => {
    const decode = createDecode('prometheus');
    const contentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
    expect(problemOf(() => decode(Buffer.from('a 1\n'), { contentType }))).toMatch(/truncated/);
  });

  it('is families when it is a page of Prometheus', () => {
    const decode = createDecode({ prometheus: { drop: ['b'], labels: { site: 's' } } });
    expect(decode(Buffer.from('a 1\na 1\nb 2\n'), {})).toEqual({
      families: [
        {
          name: 'a',
          help: '',
          type: 'unknown',
          labelNames: ['site'],
          labelValues: ['s'],
          values: Float64Array.of(1),
        },
      ],
      duplicates: 1,
    });
  });

  it.each(['json', 'ndjson', 'yaml', 'csv', 'xml'] as const)(
    'that is empty is refused as %s',
    (format) => {
      expect(problemOf(() => createDecode(format)(Buffer.alloc(0), {}))).toMatch(/ is empty$/);
    },
  );

  it.each(['json', 'ndjson', 'yaml', 'csv', 'xml', 'text', 'prometheus'] as const)(
    'that is no text is refused as %s',
    (format) => {
      expect(problemOf(() => createDecode(format)(Uint8Array.of(0x61, 0x0a, 0xff), {}))).toBe(
        'the document is not valid UTF-8 at 2:1: byte 0xff at offset 2: name the charset if the document is in another one',
      );
    },
  );

  it('is not waited for to find a bad pattern', () => {
    expect(() => createDecode({ text: { pattern: '(' } })).toThrow('error parsing regexp');
  });
});
