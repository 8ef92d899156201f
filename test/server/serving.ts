import type { Server } from 'node:http';
import { inFlightFamily } from '../../src/documents/in-flight-family.ts';
import { createExporter } from '../../src/engine/exporter.ts';
import { createProber, type Prober } from '../../src/engine/prober.ts';
import type { Generation } from '../../src/engine/generation.ts';
import type { Logger } from '../../src/engine/log.ts';
import { onScrape } from '../../src/engine/schedule.ts';
import type { Source } from '../../src/engine/source.ts';
import { createApp, routesOf } from '../../src/server/app.ts';
import type { AppDependencies } from '../../src/server/dependencies.ts';
import { createConnections } from '../../src/server/connections.ts';
import type { ServerLimits } from '../../src/server/limits.ts';
import { listen, portOf, type ServerTls } from '../../src/server/listen.ts';
import { createRequestMetrics } from '../../src/server/requests.ts';
import type { Route } from '../../src/server/routes.ts';
import { memoryLogger, succeeding } from '../engine/sources.ts';

export interface Serving {
  readonly url: string;
  readonly server: Server;
  readonly logger: ReturnType<typeof memoryLogger>;
  readonly routes: readonly Route[];
}

/** Wide enough that no test but those of the limits meets one. */
export const wideLimits: ServerLimits = {
  connections: 512,
  requestsPerConnection: 1000,
  headerSize: 32 * 1024,
  headerTimeout: 10_000,
  sendTimeout: 30_000,
  renders: 4,
  waitingScrapes: 256,
  unsentBytes: 64 * 2 ** 20,
};

/** A real server on a free port, with collectors made of these sources. */
export async function serve(
  {
    limits: given,
    tls,
    ...overrides
  }: Partial<Omit<AppDependencies, 'limits'>> & {
    readonly limits?: Partial<ServerLimits>;
    readonly tls?: ServerTls;
  } = {},
  sources: Record<string, Source> = { shop: succeeding('shop_orders') },
  createProberWith?: (logger: Logger) => Promise<Prober>,
): Promise<Serving> {
  const logger = memoryLogger();
  const made = generationOf(sources, logger);
  const prober = await createProberWith?.(logger);
  const generation = prober === undefined ? made : { ...made, prober };
  const limits = { ...wideLimits, ...given };
  const requests = createRequestMetrics();
  const connections = createConnections(limits, requests.refused);
  const dependencies: AppDependencies = {
    current: () => generation,
    build: { version: '1.2.3', revision: 'abc', nodeVersion: 'v24.0.0' },
    configuration: {
      state: () => ({
        file: 'polyprom.yaml',
        readAt: Date.UTC(2026, 0, 1),
        refused: undefined,
        restartNeeded: [],
      }),
      reload: async () => ({ problems: [], restartNeeded: [] }),
    },
    runtimeMetrics: async () => [],
    isReady: () => true,
    routePrefix: '/',
    endpoints: { status: true, config: true, debug: true, reload: true },
    requests,
    limits,
    isCrowded: connections.isCrowded,
    logger,
    startedAt: Date.UTC(2026, 0, 1),
    ...overrides,
  };
  const server = await listen(
    createApp(dependencies),
    { host: '127.0.0.1', port: 0 },
    connections,
    tls,
  );
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${portOf(server)}`,
    server,
    logger,
    routes: routesOf(dependencies),
  };
}

/** What a configuration with collectors of these sources makes. */
export function generationOf(
  sources: Record<string, Source>,
  logger: Logger,
  concurrency = 10,
): Generation {
  const exporter = createExporter({
    collectors: Object.entries(sources).map(([name, source]) => ({
      name,
      source,
      schedule: onScrape,
      metrics: [`${name}_orders`],
    })),
    concurrency,
    sharedFamilies: () => [inFlightFamily({ held: 0 })],
    logger,
  });
  return {
    exporter,
    prober: createProber({ modules: [], concurrency, logger }),
    times: { timeout: 10_000, timeoutOffset: 500, maxTimeout: 60_000 },
    locate: () => 'polyprom.yaml:7:5',
    printConfig: () => 'collectors: {}\n',
    scrub: (text) => text.replaceAll('hunter2', '<secret>'),
  };
}
