import { serviceOf } from '../releases.ts';
import { waitFor } from '../waiting.ts';
import { type Scenario, type World, describeTargets, targetsOf } from '../world.ts';

/** For these Kubernetes would set POLYPROM_PORT and POLYPROM_SERVER_PORT to `tcp://…` in every pod. */
const trapNames = ['polyprom', 'polyprom-server'];

/** Services whose names make Kubernetes write what looks like our own environment variables. */
export const serviceLinksScenario: Scenario = {
  title: 'a Service named polyprom beside it',
  async run(world) {
    const { id, shell, releases, report, signal } = world;
    const release = `linked-${id}`;
    const where = ['--namespace', releases.namespace];
    let service = '';

    try {
      await report.check('Services polyprom and polyprom-server are there', async () => {
        for (const name of trapNames) {
          await shell.run('kubectl', [
            'create',
            'service',
            'clusterip',
            name,
            '--tcp=80:80',
            ...where,
          ]);
        }
        return trapNames.join(', ');
      });
      await report.check('helm install becomes ready all the same', async () => {
        await releases.install(release, {
          monitoring: { namespace: 'monitoring', serviceMonitor: { enabled: true } },
        });
        service = (await serviceOf(shell, releases.namespace, release)).name;
        return `Service ${releases.namespace}/${service}`;
      });
      await report.check('its environment holds no address of them', async () => {
        const variables = await polypromVariables(shell, where, release);
        const addresses = variables.filter((variable) => variable.includes('://'));
        if (addresses.length > 0) throw new Error(addresses.join(', '));
        return `POLYPROM_*: ${variables.join(', ') || 'none'}`;
      });
      await report.check('its target is up', () =>
        waitFor(`a target of ${service} that is up`, signal, async (notYet) => {
          const seen = await targetsOf(world, service);
          const up = seen.length === 1 && seen[0]?.health === 'up';
          return up ? describeTargets(seen) : notYet(describeTargets(seen));
        }),
      );
    } finally {
      if (!signal.aborted) {
        await shell.run('kubectl', [
          'delete',
          'service',
          ...trapNames,
          ...where,
          '--ignore-not-found',
        ]);
      }
    }
  },
};

/** The variables of a running container that begin with POLYPROM_, read by the image's own Node. */
async function polypromVariables(
  shell: World['shell'],
  where: readonly string[],
  release: string,
): Promise<readonly string[]> {
  const label = `app.kubernetes.io/instance=${release}`;
  const find = ['get', 'pods', ...where, '-l', label, '-o', 'jsonpath={.items[0].metadata.name}'];
  const pod = await shell.run('kubectl', find);
  const program = 'for (const [k, v] of Object.entries(process.env)) console.log(k + "=" + v)';
  const node = ['/nodejs/bin/node', '-e', program];
  const output = await shell.run('kubectl', ['exec', ...where, pod, '--', ...node]);
  return output.split('\n').filter((line) => line.startsWith('POLYPROM_'));
}
