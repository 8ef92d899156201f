import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceKinds } from '../../src/sources/kinds.ts';

const folder = join(import.meta.dirname, '../../docs/sources');
const index = readFileSync(join(folder, 'README.md'), 'utf8');

it.each(Object.keys(sourceKinds))('the source %s has a page, and the index leads to it', (kind) => {
  expect(existsSync(join(folder, `${kind}.md`))).toBe(true);
  expect(index).toContain(`[\`${kind}\`](${kind}.md)`);
});
