import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../settings.ts';
import type { Scenario } from '../world.ts';

const ciFolder = 'charts/polyprom/ci';

/** chart-testing lints the chart, and installs it once with each of its ci values. */
export const chartScenario: Scenario = {
  title: 'the chart, by chart-testing',
  async run({ shell, report, releases }) {
    const files = await readdir(join(repository, ciFolder));
    const values = files.filter((file) => file.endsWith('-values.yaml'));
    const ct = (command: string, ...args: string[]) =>
      shell.run('ct', [command, '--config', 'ct.yaml', '--all', ...args]);

    await report.check('ct lint has nothing to say', async () => {
      await ct('lint');
      return 'Chart.yaml, values.yaml and the ci values';
    });
    await report.check('ct install works with every ci values file', async () => {
      // No branch to compare with is needed: an upgrade has a scenario of its own.
      const output = await ct(
        'install',
        '--upgrade=false',
        '--helm-extra-set-args',
        releases.image.join(' '),
      );
      const missing = values.filter((file) => !output.includes(`${ciFolder}/${file}`));
      if (values.length === 0) throw new Error(`${ciFolder} holds no *-values.yaml`);
      if (missing.length > 0) throw new Error(`ct did not install with ${missing.join(', ')}`);
      return values.map((file) => file.replace('-values.yaml', '')).join(', ');
    });
  },
};
