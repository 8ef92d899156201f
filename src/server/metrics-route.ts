import type { Request } from 'express';
import { buildInfoFamily } from '../engine/build-info.ts';
import { selectsFamily, type Selection } from '../engine/selection.ts';
import { negotiate, negotiateEncoding } from '../exposition/negotiate.ts';
import { createRenderer } from '../exposition/renderer.ts';
import type { AppDependencies } from './dependencies.ts';
import { readQuery } from './query.ts';
import { createRenderQueue } from './render-queue.ts';
import type { Route } from './routes.ts';
import { sendPage } from './send-page.ts';
import { timeLimit } from './time-limit.ts';
import { createUnsentPages } from './unsent.ts';

type Dependencies = Pick<
  AppDependencies,
  'build' | 'current' | 'limits' | 'requests' | 'runtimeMetrics' | 'web'
>;

/** Milliseconds that a scrape waits for its turn to be rendered, however short its own timeout is. */
const leastPatience = 1000;

/** `/metrics`: the families of the collectors and of polyprom itself, in the format that the client asks for. */
export function metricsRoute({
  build,
  current,
  limits,
  requests,
  runtimeMetrics,
  web,
}: Dependencies): Route {
  const renderer = createRenderer();
  const queue = createRenderQueue(limits);
  const unsent = createUnsentPages(limits);
  const buildInfo = buildInfoFamily(build);
  return {
    path: '/metrics',
    label: '/metrics',
    access: 'protected',
    handler: async (request, response) => {
      const { exporter, times } = current();
      const selection = selectionOf(request);
      const within = timeLimit(request.get('x-prometheus-scrape-timeout-seconds'), times);
      const [collected, runtime] = await Promise.all([
        exporter.scrape(selection, within),
        wantsRuntimeMetrics(selection) ? runtimeMetrics() : [],
      ]);
      const leave = await queue.enter(Math.max(within, leastPatience));
      const own = [buildInfo, ...requests.families(), ...(web?.families() ?? []), ...runtime];
      const families = [...collected, ...own.filter(({ name }) => selectsFamily(selection, name))];
      const format = negotiate(request.get('accept'));
      const encoding = negotiateEncoding(request.get('accept-encoding'));
      try {
        const page = { families, format, encoding };
        requests.exposed(await sendPage(response, page, renderer, unsent));
      } finally {
        leave();
      }
    },
  };
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
