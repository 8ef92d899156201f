import { serviceOf } from '../releases.ts';
import { waitFor } from '../waiting.ts';
import { type Scenario, describeTargets, labelsOf, targetsOf } from '../world.ts';

/** The seed's way: install, and find the metric in a Prometheus that lives in another namespace. */
export const discoveryScenario: Scenario = {
  title: 'from helm install to the metric in Prometheus',
  async run(world) {
    const { id, shell, prometheus, releases, report, signal } = world;
    const release = `seen-${id}`;
    let service = '';

    await report.check('helm install, monitor in namespace monitoring', async () => {
      await releases.install(release, {
        monitoring: { namespace: 'monitoring', serviceMonitor: { enabled: true } },
      });
      const found = await serviceOf(shell, releases.namespace, release);
      service = found.name;
      return `Service ${releases.namespace}/${found.name}, port ${found.port}`;
    });

    await report.check('the target is up, once', () =>
      waitFor(`up{${labelsOf(world, service)}} == 1`, signal, async (notYet) => {
        const targets = await targetsOf(world, service);
        const series = await prometheus.query(`up{${labelsOf(world, service)}} == 1`);
        if (series.length !== 1 || targets.length !== 1) return notYet(describeTargets(targets));
        return `up 1 at ${targets[0]?.scrapeUrl}`;
      }),
    );

    await report.check('it is scraped every 15 s', async () => {
      const targets = await targetsOf(world, service);
      if (targets.every(({ scrapeInterval }) => scrapeInterval === '15s')) {
        return describeTargets(targets);
      }
      throw new Error(`the interval is not 15s: ${describeTargets(targets)}`);
    });

    await report.check('request_processing_seconds_count grows', async () => {
      const expression = `request_processing_seconds_count{${labelsOf(world, service)}}`;
      const now = async () => (await prometheus.query(expression))[0]?.samples[0]?.[1];
      const first = await waitFor(expression, signal, now);
      return waitFor(`${expression} above ${first}`, signal, async (notYet) => {
        const value = await now();
        return value !== undefined && value > first
          ? `${first}, then ${value}`
          : notYet(`${value}`);
      });
    });

    await report.check('helm test passes', async () => {
      const output = await releases.helm(release, 'test');
      const phases = output.match(/^Phase: +\w+/gm) ?? [];
      if (phases.length === 0) throw new Error(`the chart has no test:\n${output}`);
      return phases.map((phase) => phase.replace(/\s+/g, ' ')).join(', ');
    });
  },
};
