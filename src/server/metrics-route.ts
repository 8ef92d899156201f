import type { Request } from 'express';
import { buildInfoFamily } from '../engine/build-info.ts';
import { configurationFamilies } from '../engine/configuration-state.ts';
import { selectsFamily, type Selection } from '../engine/selection.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { AppDependencies } from './dependencies.ts';
import type { PageSender } from './page-sender.ts';
import { readQuery } from './query.ts';
import { createRounds, type Ask } from './rounds.ts';
import type { Route } from './routes.ts';
import { timeLimit } from './time-limit.ts';

type Dependencies = Pick<
  AppDependencies,
  'build' | 'configuration' | 'current' | 'requests' | 'runtimeMetrics' | 'web'
>;

/** `/metrics`: the metric families of the collectors and of polyprom itself, in the negotiated format. */
export function metricsRoute(
  { build, configuration, current, requests, runtimeMetrics, web }: Dependencies,
  pages: PageSender,
): Route {
  const buildInfo = buildInfoFamily(build);
  const familiesFor = createRounds(collect, pages.turns);
  return {
    path: '/metrics',
    label: '/metrics',
    access: 'protected',
    handler: async (request, response) => {
      const selection = selectionOf(request);
      const timeout = request.get('x-prometheus-scrape-timeout-seconds');
      const within = timeLimit(timeout, current().times);
      const families = await familiesFor({ selection, within });
      const exchange = { request, response, kind: 'scrape' } as const;
      requests.exposed(await pages.send(exchange, within, families));
    },
  };

  async function collect({ selection, within }: Ask): Promise<readonly MetricFamily[]> {
    const { exporter, prober } = current();
    const [collected, runtime] = await Promise.all([
      exporter.scrape(selection, within),
      wantsRuntimeMetrics(selection) ? runtimeMetrics() : [],
    ]);
    const own = [
      buildInfo,
      ...configurationFamilies(configuration.state()),
      ...prober.counts.families(),
      ...requests.families(),
      ...(web?.families() ?? []),
      ...runtime,
    ];
    return [...collected, ...own.filter(({ name }) => selectsFamily(selection, name))];
  }
}

function selectionOf(request: Request): Selection {
  const query = readQuery(request);
  return { collectors: query.getAll('collect[]'), metrics: query.getAll('name[]') };
}

function wantsRuntimeMetrics({ collectors, metrics }: Selection): boolean {
  return (
    collectors.length === 0 &&
    (metrics.length === 0 ||
      metrics.some((name) => name.startsWith('nodejs_') || name.startsWith('process_')))
  );
}
