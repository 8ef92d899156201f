import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFolder } from '../sources/file/source.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

it('a command ends with its output, and does not wait for a reader process that is kept for others', async () => {
  const folder = await createFolder();
  const rows = Array.from({ length: 30_000 }, (_, id) => ({ id, name: `row ${id}` }));
  await folder.write('rows.json', JSON.stringify(rows));
  const config = await folder.write(
    'polyprom.yaml',
    `
collectors:
  rows:
    file: { paths: ["${folder.path}/rows.json"], root: "${folder.path}" }
    metrics: { row_count: { help: Rows., value: length(@) } }
`,
  );
  const child = spawn(process.execPath, [main, 'collect', '--config', config]);
  const [output] = await once(child.stdout, 'data');
  const printed = performance.now();
  const [code] = await once(child, 'exit');

  expect(String(output)).toContain('row_count 30000');
  expect(code).toBe(0);
  // An idle process is kept for ten seconds.
  expect(performance.now() - printed).toBeLessThan(5000);
});
