import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceSchemas } from '../../src/sources/schemas.ts';

const folder = join(import.meta.dirname, '../../docs/sources');
const index = readFileSync(join(folder, 'README.md'), 'utf8');

it.each(Object.keys(sourceSchemas))(
  'the source %s has a page, and the index leads to it',
  (kind) => {
    expect(existsSync(join(folder, `${kind}.md`))).toBe(true);
    expect(index).toContain(`[\`${kind}\`](${kind}.md)`);
  },
);
