import type { Server } from 'node:http';
import { createExporter } from '../../src/engine/exporter.ts';
import { onScrape } from '../../src/engine/schedule.ts';
import type { Source } from '../../src/engine/source.ts';
import { createApp, type AppDependencies } from '../../src/server/app.ts';
import { listen, portOf } from '../../src/server/listen.ts';
import { memoryLogger, succeeding } from '../engine/sources.ts';

export interface Serving {
  readonly url: string;
  readonly server: Server;
  readonly logger: ReturnType<typeof memoryLogger>;
}

/** A real server on a free port, with collectors made of these sources. */
export async function serve(
  overrides: Partial<AppDependencies> = {},
  sources: Record<string, Source> = { shop: succeeding('shop_orders') },
): Promise<Serving> {
  const logger = memoryLogger();
  const exporter = createExporter({
    collectors: Object.entries(sources).map(([name, source]) => ({
      name,
      source,
      schedule: onScrape,
      metrics: [`${name}_orders`],
    })),
    concurrency: 10,
    logger,
  });
  const app = createApp({
    exporter,
    build: { version: '1.2.3', revision: 'abc', nodeVersion: 'v24.0.0' },
    runtimeMetrics: undefined,
    isReady: () => true,
    times: { timeout: 10_000, timeoutOffset: 500 },
    routePrefix: '/',
    endpoints: { status: true, config: true, debug: true },
    locate: () => 'polyprom.yaml:7:5',
    printConfig: () => 'collectors: {}\n',
    scrub: (text) => text.replaceAll('hunter2', '<secret>'),
    logger,
    startedAt: Date.UTC(2026, 0, 1),
    ...overrides,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${portOf(server)}`, server, logger };
}
