import { expect, it } from 'vitest';
import { Text } from '../../../src/schema/text.ts';
import { readsPages } from '../../../src/sources/file/reads-pages.ts';

const page = new Text([{ read: () => '/var/lib', secret: false }, '/a.prom']);

it.each([
  [{ paths: ['/var/lib/textfile'], textfile: true }, true],
  [{ paths: ['/var/lib/*.prom', '/var/lib/a.prom.gz', page] }, true],
  [{ paths: ['/var/lib/*.prom', '/var/lib/*.json'] }, false],
  [{ paths: [] }, false],
  [{ paths: '/var/lib/*.prom' }, false],
  [{}, false],
  [null, false],
])('reads pages of metrics only: %j', (options, expected) => {
  expect(readsPages(options)).toBe(expected);
});
