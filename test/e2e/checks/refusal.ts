import { objectsOf } from '../releases.ts';
import type { Scenario } from '../world.ts';

/** A mistake in the exporter's configuration is refused by helm itself. */
export const refusalScenario: Scenario = {
  title: 'bad values are refused',
  async run({ id, shell, releases, report }) {
    const release = `refused-${id}`;

    await report.check('helm install names the wrong key', async () => {
      const x = { http: { urll: 'http://example.com/' } };
      const output = await releases.refuse(release, { config: { collectors: { x } } });
      const line = output.split('\n').find((text) => text.includes('urll'));
      if (line === undefined) throw new Error(`the message does not name urll:\n${output}`);
      return line.trim();
    });

    await report.check('nothing was created', async () => {
      const objects = await objectsOf(shell, release);
      if (objects.length > 0) throw new Error(`there is ${objects.join(', ')}`);
      const list = ['list', '--namespace', releases.namespace, '--filter', release, '--short'];
      const found = await shell.run('helm', list);
      if (found.trim() !== '') throw new Error(`helm knows a release ${found.trim()}`);
      return 'no object, no release';
    });
  },
};
