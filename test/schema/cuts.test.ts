import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unlimited } from '../../src/budget/budget.ts';
import { createDecode, type DecodeOptions } from '../../src/decode/decode.ts';
import { foundAt } from '../../src/decode/position.ts';
import { traceDocument } from '../../src/documents/document.ts';
import { createDocumentDecode } from '../../src/documents/document-decode.ts';
import { createCollectionTrace } from '../../src/engine/trace.ts';
import { shown } from '../../src/extract/shown.ts';
import { describeValue } from '../../src/expression/value.ts';
import { cut, quoteCut } from '../../src/message/cut.ts';
import { createScrubber } from '../../src/schema/scrubber.ts';
import { longestPart } from './longest-part.ts';

const secrets = [
  'k3y-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn',
  'eyJhbGciOi.eyJzdWIiOiJwb2xseSJ9.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  'p"q\\r/s<t&u+v=w0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
];

/** More of a secret than this is never left at a cut. */
const mayShow = 7;

function excerptOf(text: string): string {
  const trace = createCollectionTrace();
  traceDocument(trace, { name: 'x', bytes: Buffer.from(text) });
  return trace.documents[0]?.excerpt ?? '';
}

function decodeFailure(options: DecodeOptions) {
  const decode = createDecode(options);
  return (text: string): string => {
    try {
      decode(Buffer.from(text), {}, unlimited);
      return '';
    } catch (error) {
      return String(error);
    }
  };
}

function refusedType(contentType: string): string {
  try {
    createDocumentDecode('prometheus', true)(Buffer.from(''), { contentType }, unlimited);
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('of an echoed secret hardly anything is left', () => {
  it.each<[string, (text: string) => string, number]>([
    ['where a skip shows a value', (text) => shown(text), 80],
    ['where a skip shows an object', (text) => shown({ error: { message: text } }), 80],
    ['where a skip shows a list', (text) => shown([1, [text], text]), 80],
    ['where a skip names its expression', (text) => cut(text, 80), 80],
    ['where a function describes a string', (text) => describeValue(text), 60],
    ['where a function describes an object', (text) => describeValue({ error: text }), 60],
    ['where an expression shows a value', (text) => cut(text, 60), 60],
    ['where a decoder quotes', (text) => quoteCut(text), 40],
    ['where a decoder shows a name', (text) => cut(text, 100), 100],
    ['where a decoder tells a word', (text) => foundAt(text, 0), 40],
    ['where an explanation shows a document', excerptOf, 1500],
    ['where a Content-Type is refused', refusedType, 100],
    ['where JSON is broken', decodeFailure('json'), 60],
    ['where JSON has something behind a number', (text) => decodeFailure('json')(`1${text}`), 60],
    ['where a page is broken', decodeFailure('prometheus'), 60],
    ['where a page has a wrong value', (text) => decodeFailure('prometheus')(`a ${text}\n`), 60],
    ['where CSV is broken', (text) => decodeFailure('csv')(`a,b\n${text}\n`), 60],
    ['where XML is broken', decodeFailure('xml'), 140],
    ['where XML has a wrong entity', (text) => decodeFailure('xml')(`<a>${text}</a>`), 140],
    ['where YAML is broken', (text) => decodeFailure('yaml')(`a: ${text}: *b`), 200],
  ])('%s', (_, cutIt, limit) => {
    for (const secret of secrets) {
      const scrubber = createScrubber();
      scrubber.learn(secret);
      for (let offset = 0; offset <= limit + 2; offset += 1) {
        if (limit === 1500 && offset < 1400) continue;
        for (const filling of ['.', ' ', ';']) {
          const text = scrubber.scrub(
            cutIt(`${filling.repeat(offset)}${secret} and more`.padEnd(2000, 'Z')),
          );
          expect(longestPart(text, secret)).toBeLessThanOrEqual(mayShow);
        }
      }
    }
  });
});

it('tells a word from its beginning, wherever in it a parser stopped', () => {
  fc.assert(
    fc.property(fc.nat(30), (at) => {
      expect(foundAt(`x: ${'w'.repeat(31)}, y`, 3 + at)).toBe(`"${'w'.repeat(31)}"`);
    }),
  );
  expect(foundAt('w'.repeat(1000), 999)).toBe('"w"');
  expect(foundAt('w'.repeat(100), 0)).toBe(`"${'w'.repeat(40)}"…`);
});
