import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { collectedPage } from './collected.ts';
import { serveFolder } from './folder-server.ts';

const tasks = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Each task has what people ask an exporter for, solved in a few lines, and the page that comes of it. */
describe('a task', () => {
  it.each(tasks)('%s', async (task) => {
    const folder = join(import.meta.dirname, task);
    const text = readFileSync(join(folder, 'polyprom.yaml'), 'utf8');
    const SERVER = await serveFolder(folder);
    const loaded = parseConfig(text, 'polyprom.yaml', {
      env: { SERVER },
      readFile: (path) => readFileSync(path, 'utf8'),
    });

    expect(loaded.warnings).toEqual([]);
    await expect(await collectedPage(loaded)).toMatchFileSnapshot(join(folder, 'expected.prom'));
  });

  it('is there in good number', () => {
    expect(tasks.length).toBeGreaterThanOrEqual(20);
  });
});
