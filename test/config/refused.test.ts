import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { ConfigError } from '../../src/config/document/problem.ts';
import { worldOf } from './environment.ts';

const folder = join(import.meta.dirname, 'refused');
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

const world = worldOf(
  { WORD: 'eight', EMPTY: '' },
  new Map([
    ['/run/secrets/token', 'hunter2hunter2'],
    ['/run/secrets/forbidden', 'forbidden'],
    ['/run/secrets/lines', 'hunter2\nhunter2\n'],
    ['/etc/polyprom/secrets/shop/token', 'hunter2hunter2'],
  ]),
);

describe('refused', () => {
  it.each(fixtures)('%s', async (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const message = messageOf(() => parseConfig(text, name, world));
    expect(message).not.toMatch(/hunter2|12345678/);
    await expect(`${message}\n`).toMatchFileSnapshot(join(folder, name.replace('.yaml', '.txt')));
  });
});

function messageOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}
