import { expect, it } from 'vitest';
import { createLoadOf } from '../../src/sources/large/load.ts';

const kibibyte = 1024;
const bytes = (size: number) => ({ bytes: new Uint8Array(size * kibibyte), name: 'document' });

it.each([
  ['application/json', 1024],
  ['application/x-ndjson', 512],
  ['text/csv', 256],
  ['text/xml; charset=utf-8', 192],
  ['text/plain; version=0.0.4', 128],
  ['application/yaml', 32],
  [undefined, 1024],
])('takes for large what is slow to read: %s from %d KiB on', (contentType, size) => {
  const loadOf = createLoadOf(undefined);

  expect(loadOf({ ...bytes(size), contentType })).toBe(1);
  expect(loadOf({ ...bytes(size / 2), contentType })).toBe(0.5);
});

it('goes by the configuration before anything else, then by an extension', () => {
  const yaml = { ...bytes(32), path: 'a.yaml' };

  expect(createLoadOf(undefined)(yaml)).toBe(1);
  expect(createLoadOf('json')(yaml)).toBe(1 / 32);
  expect(createLoadOf('text')(yaml)).toBe(1 / 32);
  expect(createLoadOf({ text: { pattern: '(?P<a>.)' } })(yaml)).toBe(0.5);
});
