import { serviceOf } from '../releases.ts';
import { waitFor } from '../waiting.ts';
import { type Scenario, describeTargets, labelsOf, targetsOf } from '../world.ts';

const source = 'http://prometheus.monitoring.svc:9090/api/v1/targets';
const metric = 'observed_target_healthy';

const collectors = {
  prometheus: {
    http: { url: source },
    each: 'data.activeTargets',
    metrics: {
      [metric]: {
        help: 'Whether the last scrape of the target went well.',
        labels: { url: 'scrapeUrl', pool: 'scrapePool' },
        value: 'health',
        map: { up: 1, down: 0, unknown: 0 },
      },
      observed_target_scrape_seconds: {
        help: 'How long the last scrape of the target took.',
        labels: { url: 'scrapeUrl', pool: 'scrapePool' },
        value: 'lastScrapeDuration',
      },
    },
  },
};

/** A document that nobody wrote for this: Prometheus' own list of targets, read back as metrics. */
export const realInputScenario: Scenario = {
  title: 'a real JSON API becomes a metric',
  async run(world) {
    const { id, shell, prometheus, releases, report, signal } = world;
    const release = `reads-${id}`;
    let service = '';

    await report.check('helm install with an http collector', async () => {
      await releases.install(release, {
        monitoring: { namespace: 'monitoring', serviceMonitor: { enabled: true } },
        config: { collectors },
      });
      service = (await serviceOf(shell, releases.namespace, release)).name;
      return source;
    });

    await report.check('the health of its targets is in Prometheus, by us', () =>
      waitFor(`${metric} of the new target itself`, signal, async (notYet) => {
        const targets = await targetsOf(world, service);
        const series = await prometheus.query(`${metric}{${labelsOf(world, service)}}`);
        const itself = series.find(({ labels }) => labels['url'] === targets[0]?.scrapeUrl);
        if (itself?.samples[0]?.[1] !== 1) {
          return notYet(`${series.length} series; ${describeTargets(targets)}`);
        }
        return `${series.length} series, ${metric}{url="${itself.labels['url']}"} 1`;
      }),
    );

    await report.check('its scrape durations came along', async () => {
      const selector = `observed_target_scrape_seconds{${labelsOf(world, service)}}`;
      const values = (await prometheus.query(selector)).map(
        ({ samples }) => samples[0]?.[1] ?? NaN,
      );
      if (values.length === 0 || !values.every((seconds) => seconds >= 0 && seconds < 60)) {
        throw new Error(`${selector} is ${values.join(', ') || 'absent'}`);
      }
      return `${values.length} series, longest ${Math.max(...values).toFixed(4)} s`;
    });

    await report.check('the collector says that it succeeds', async () => {
      const selector = `polyprom_collector_success{collector="prometheus",${labelsOf(world, service)}}`;
      const value = (await prometheus.query(selector))[0]?.samples[0]?.[1];
      if (value !== 1) throw new Error(`${selector} is ${value}`);
      return 'polyprom_collector_success 1';
    });
  },
};
