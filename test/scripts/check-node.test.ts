import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const wanted = manifest.engines.node.replace('>=', '');

/** Runs the check in a Node that reports another version. */
function checkAs(version: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });`;
  const load = "require('./scripts/check-node.cjs')";
  return spawnSync(process.execPath, ['-e', `${pretend} ${load}`], { encoding: 'utf8' });
}

it.each(['12.22.12', '20.19.0', '24.11.9'])('refuses Node %s and says what to do', (version) => {
  const { status, stdout, stderr } = checkAs(version);

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(
    `polyprom needs Node ${wanted} or newer, but this is Node ${version} (${process.execPath}). ` +
      'Run "npm ci" without --ignore-scripts, which installs the right version for npm scripts, ' +
      `or install Node ${wanted.split('.')[0]}.\n`,
  );
});

it.each([`${wanted}.0`, '24.100.0', '25.0.0'])('says nothing to Node %s', (version) => {
  expect(checkAs(version)).toMatchObject({ status: 0, stdout: '', stderr: '' });
});

it('comes before each file of ours that a script of npm runs', () => {
  const own = Object.entries(manifest.scripts).filter(([, script]) =>
    /^node .*\.ts\b/.test(script),
  );

  expect(own.map(([name]) => name)).toContain('start');
  expect(
    own.filter(([, script]) => !script.startsWith('node -r ./scripts/check-node.cjs ')),
  ).toEqual([]);
});
