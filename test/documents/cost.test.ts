import { expect, it } from 'vitest';
import { createCostOf } from '../../src/documents/cost.ts';

const kibibyte = 1024;
const bytes = (size: number) => ({ bytes: new Uint8Array(size * kibibyte), name: 'document' });

it.each([
  ['application/json', 512],
  ['application/x-ndjson', 2048],
  ['text/csv', 1024],
  ['text/xml; charset=utf-8', 512],
  ['text/plain; version=0.0.4', 512],
  ['application/yaml', 128],
  [undefined, 512],
])('takes for large what is slow to read: %s from %d KiB on', (contentType, size) => {
  const costOf = createCostOf(undefined);

  expect(costOf({ ...bytes(size), contentType })).toBe(1);
  expect(costOf({ ...bytes(size / 2), contentType })).toBe(0.5);
});

it('goes by the configuration before anything else, then by an extension', () => {
  const yaml = { ...bytes(128), path: 'a.yaml' };

  expect(createCostOf(undefined)(yaml)).toBe(1);
  expect(createCostOf('json')(yaml)).toBe(1 / 4);
  expect(createCostOf('text')(yaml)).toBe(1 / 16);
  expect(createCostOf({ text: { pattern: '(?P<a>.)' } })(yaml)).toBe(1);
});
