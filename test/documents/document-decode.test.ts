import { expect, it } from 'vitest';
import { createDocumentDecode } from '../../src/documents/document-decode.ts';

const json = Buffer.from('{"a":1}');

it.each([
  ['text/plain; version=0.0.4', 'text/plain; version=0.0.4'],
  ['application/openmetrics-text', 'application/openmetrics-text'],
])('a Content-Type of %s does not choose the format of metrics', (_, contentType) => {
  const decode = createDocumentDecode(undefined, true);

  expect(() => decode(json, { contentType })).toThrow(
    `is in the text format of Prometheus, by its Content-Type ${contentType}, which \`metrics\` cannot be made of: set \`decode\` to the format that it has`,
  );
});

it('a Content-Type does not matter where the format is configured', () => {
  const decode = createDocumentDecode('json', true);

  expect(decode(json, { contentType: 'text/plain; version=0.0.4' })).toEqual({ value: { a: 1 } });
});

it('a Content-Type chooses between the formats of documents', () => {
  const decode = createDocumentDecode(undefined, true);

  expect(decode(Buffer.from('a,b\n1,2\n'), { contentType: 'text/csv' })).toMatchObject({
    value: [{ a: '1', b: '2' }],
  });
});

it('metrics are passed on where the configuration makes none', () => {
  const decode = createDocumentDecode(undefined, false);
  const page = Buffer.from('a 1\n');

  expect(decode(page, { contentType: 'text/plain; version=0.0.4' })).toMatchObject({
    families: [{ name: 'a' }],
  });
});
