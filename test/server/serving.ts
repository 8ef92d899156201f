import type { Server } from 'node:http';
import { createExporter } from '../../src/engine/exporter.ts';
import type { Generation } from '../../src/engine/generation.ts';
import type { Logger } from '../../src/engine/log.ts';
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
  const generation = generationOf(sources, logger);
  const app = createApp({
    current: () => generation,
    build: { version: '1.2.3', revision: 'abc', nodeVersion: 'v24.0.0' },
    runtimeMetrics: async () => [],
    isReady: () => true,
    routePrefix: '/',
    endpoints: { status: true, config: true, debug: true },
    logger,
    startedAt: Date.UTC(2026, 0, 1),
    ...overrides,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${portOf(server)}`, server, logger };
}

/** What a configuration with collectors of these sources makes. */
export function generationOf(sources: Record<string, Source>, logger: Logger): Generation {
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
  return {
    exporter,
    times: { timeout: 10_000, timeoutOffset: 500 },
    locate: () => 'polyprom.yaml:7:5',
    printConfig: () => 'collectors: {}\n',
    scrub: (text) => text.replaceAll('hunter2', '<secret>'),
    signal: new AbortController().signal,
  };
}
