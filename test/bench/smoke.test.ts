import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const bench = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));

const canPin = spawnSync('taskset', ['-c', '1', 'true']).status === 0;

// The peers need three package managers and minutes; what is tried here is that the table comes out.
it.runIf(canPin)(
  'measures and prints a table (only where taskset finds a second core)',
  async () => {
    const args = [bench, '--quick', '--alone', '--only', 'render'];
    const { stdout } = await promisify(execFile)(process.execPath, args);

    expect(stdout).toMatch(/^Node\.js: v\d+/m);
    expect(stdout).toMatch(
      /^\| render 10,000 series, all values changed +\| polyprom +\| [\d.]+ CPU ms/m,
    );
  },
);

it('names the suites when it is asked for one that it does not have', async () => {
  const run = promisify(execFile)(process.execPath, [bench, '--only', 'nothing']);

  await expect(run).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/there is no suite nothing\n[^]*render, scrape/),
  });
});
