import type { Request } from 'express';
import { buildInfoFamily } from '../engine/build-info.ts';
import { configurationFamilies } from '../engine/configuration-state.ts';
import { selectsFamily, type Selection } from '../engine/selection.ts';
import { createTurns } from '../engine/turns.ts';
import { negotiate, negotiateEncoding } from '../exposition/negotiate.ts';
import { createRenderer } from '../exposition/renderer.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { AppDependencies } from './dependencies.ts';
import { readQuery } from './query.ts';
import { createRenderQueue } from './render-queue.ts';
import { createRounds, type Ask } from './rounds.ts';
import type { Route } from './routes.ts';
import { sendPage } from './send-page.ts';
import { timeLimit } from './time-limit.ts';
import { createUnsentPages } from './unsent.ts';

type Dependencies = Pick<
  AppDependencies,
  'build' | 'configuration' | 'current' | 'limits' | 'requests' | 'runtimeMetrics' | 'web'
>;

/** Milliseconds that a scrape waits for its turn to be rendered, however short its own timeout is. */
const leastPatience = 1000;

/** `/metrics`: the families of the collectors and of polyprom itself, in the format that the client asks for. */
export function metricsRoute({
  build,
  configuration,
  current,
  limits,
  requests,
  runtimeMetrics,
  web,
}: Dependencies): Route {
  const renderer = createRenderer();
  const turns = createTurns();
  const queue = createRenderQueue(limits, turns);
  const sending = { renderer, turns, unsent: createUnsentPages(limits) };
  const buildInfo = buildInfoFamily(build);
  const familiesFor = createRounds(collect, turns);
  return {
    path: '/metrics',
    label: '/metrics',
    access: 'protected',
    handler: async (request, response) => {
      const selection = selectionOf(request);
      const timeout = request.get('x-prometheus-scrape-timeout-seconds');
      const within = timeLimit(timeout, current().times);
      const families = await familiesFor({ selection, within });
      const leave = await queue.enter(families, Math.max(within, leastPatience));
      const format = negotiate(request.get('accept'));
      const encoding = negotiateEncoding(request.get('accept-encoding'));
      try {
        requests.exposed(await sendPage(response, { families, format, encoding }, sending));
      } finally {
        leave();
      }
    },
  };

  async function collect({ selection, within }: Ask): Promise<readonly MetricFamily[]> {
    const [collected, runtime] = await Promise.all([
      current().exporter.scrape(selection, within),
      wantsRuntimeMetrics(selection) ? runtimeMetrics() : [],
    ]);
    const own = [
      buildInfo,
      ...configurationFamilies(configuration.state()),
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
