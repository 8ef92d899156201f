import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

it('the command of the package runs the checkout, by a Node.js that is new enough', async () => {
  const command = join(root, packageJson.bin.polyprom);
  const { stdout } = await promisify(execFile)(command, ['--version'], { cwd: root });

  expect(stdout).toBe(`${packageJson.version}\n`);
});
