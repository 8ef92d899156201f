import { objectsOf, serviceOf } from '../releases.ts';
import { waitFor } from '../waiting.ts';
import {
  type Scenario,
  type World,
  describeTargets,
  labelsOf,
  seconds,
  targetsOf,
} from '../world.ts';

const before = { interval: 15, port: 8000, servicePort: 9253, monitorNamespace: 'monitoring' };
const after = { interval: 12, port: 8010, servicePort: 9400, monitorNamespace: 'apps' };

type Settings = typeof before;

/** One release through its whole life: another label, namespace, interval and port, back, and gone. */
export const upgradeScenario: Scenario = {
  title: 'upgrade, rollback and uninstall, as Prometheus sees them',
  async run(world) {
    const { id, shell, prometheus, releases, report } = world;
    const release = `moves-${id}`;
    const otherLabel = `other-${id}`;
    const selector = await prometheus.readSelector();
    const oldLabel = selector.matchLabels?.['release'] ?? 'prometheus-operator';
    const select = (...values: string[]) =>
      prometheus.writeSelector({
        matchExpressions: [{ key: 'release', operator: 'In', values }],
      });

    let service = '';
    let rollout = 0;
    await report.check('helm install', async () => {
      await releases.install(release, valuesOf(before, oldLabel));
      service = (await serviceOf(shell, releases.namespace, release)).name;
      const seen = await follows(world, service, before);
      await scraped(world, service, before);
      return seen;
    });

    try {
      await report.check('helm upgrade, Prometheus follows', async () => {
        await select(oldLabel, otherLabel);
        const start = performance.now();
        await releases.upgrade(release, valuesOf(after, otherLabel));
        rollout = (performance.now() - start) / 1000;
        const seen = await follows(world, service, after);
        await scraped(world, service, after);
        return seen;
      });
      await report.check('no gap longer than the rollout', () =>
        longestGap(world, service, rollout, [before, after]),
      );
      await report.check('the old label no longer selects it', async () => {
        await select(oldLabel);
        return disappears(world, service);
      });
    } finally {
      await prometheus.writeSelector(selector);
    }

    await report.check('helm rollback, Prometheus finds it again', async () => {
      await releases.helm(release, 'rollback', '--wait', '--timeout', '300s');
      return follows(world, service, before);
    });

    await report.check('helm uninstall leaves nothing behind', async () => {
      const objects = await objectsOf(shell, release);
      await releases.helm(release, 'uninstall', '--wait', '--timeout', '300s');
      await waitFor(`the end of ${release}`, world.signal, async (notYet) => {
        const left = await objectsOf(shell, release);
        return left.length === 0 ? true : notYet(left.join(', '));
      });
      return `${objects.length} objects before, 0 after; ${await disappears(world, service)}`;
    });
  },
};

function valuesOf({ interval, port, servicePort, monitorNamespace }: Settings, label: string) {
  return {
    ports: { metrics: port },
    service: { port: servicePort },
    monitoring: {
      labels: { release: label },
      namespace: monitorNamespace,
      interval: `${interval}s`,
      serviceMonitor: { enabled: true },
    },
  };
}

/** Waits for the one target that the settings ask for, up, and asks the Service at its port. */
async function follows(world: World, service: string, settings: Settings): Promise<string> {
  const { shell, releases, signal } = world;
  const pool = `serviceMonitor/${settings.monitorNamespace}/`;
  const target = await waitFor(`a target of ${pool}`, signal, async (notYet) => {
    const targets = await targetsOf(world, service);
    const [found] = targets;
    const right =
      targets.length === 1 &&
      found?.scrapePool.startsWith(pool) &&
      found.scrapeInterval === `${settings.interval}s` &&
      new URL(found.scrapeUrl).port === `${settings.port}` &&
      found.health === 'up';
    return right ? found : notYet(describeTargets(targets));
  });
  const proxy = `${service}:${settings.servicePort}/proxy/-/healthy`;
  const url = `/api/v1/namespaces/${releases.namespace}/services/${proxy}`;
  await shell.run('kubectl', ['get', '--raw', url]);
  return `${describeTargets([target])}; Service port ${settings.servicePort}`;
}

/** Waits for two good scrapes at the port that the settings ask for, so that there is a gap to judge. */
async function scraped(world: World, service: string, { port }: Settings) {
  const selector = `up{${labelsOf(world, service)},instance=~".*:${port}"}[15m]`;
  await waitFor(`two samples of ${selector}`, world.signal, async (notYet) => {
    const range = await world.prometheus.query(selector);
    const count = range.flatMap(({ samples }) => samples.filter(([, up]) => up === 1)).length;
    return count >= 2 ? true : notYet(`${count}`);
  });
}

async function disappears(world: World, service: string): Promise<string> {
  return waitFor(`no target of ${service}`, world.signal, async (notYet) => {
    const targets = await targetsOf(world, service);
    return targets.length === 0 ? 'no target left' : notYet(describeTargets(targets));
  });
}

/**
 * Compares the longest time between two good scrapes, of whichever pod, with what a rollout
 * excuses: its own time, and one interval before it and one after it, as scrapes begin anywhere
 * in their interval.
 */
async function longestGap(
  world: World,
  service: string,
  rollout: number,
  intervals: readonly Settings[],
): Promise<string> {
  const range = await world.prometheus.query(`up{${labelsOf(world, service)}}[15m]`);
  const times = range
    .flatMap(({ samples }) => samples.filter(([, value]) => value === 1).map(([time]) => time))
    .toSorted((one, other) => one - other);
  const gap = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
  const allowed = intervals.reduce((sum, { interval }) => sum + interval, rollout);
  const seen =
    `longest gap ${seconds(gap)} of ${times.length} samples, ` +
    `allowed ${seconds(allowed)}: rollout ${seconds(rollout)} and two intervals`;
  if (times.length >= 4 && gap <= allowed) return seen;
  throw new Error(seen);
}
