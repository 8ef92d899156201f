import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createCollectors } from './config/collectors.ts';
import type { LoadedConfig, ServerAddress } from './config/loaded.ts';
import type { BuildInfo } from './engine/build-info.ts';
import { createExporter } from './engine/exporter.ts';
import type { Generation } from './engine/generation.ts';
import { createRuntimeMetrics } from './engine/registry.ts';
import { keepHeapSmall } from './heap.ts';
import { createApp, createHealthApp } from './server/app.ts';
import { createConnections } from './server/connections.ts';
import { close, listen, portOf } from './server/listen.ts';
import { createRequestMetrics } from './server/requests.ts';
import type { SourceContext } from './sources/context.ts';

export interface ServeOptions {
  readonly host: string | undefined;
  readonly port: number;
  readonly healthPort: number | undefined;
  /** Milliseconds to serve on for after the signal, while endpoints still list this process. */
  readonly shutdownDelay: number;
}

export interface Runtime {
  readonly build: BuildInfo;
  readonly logger: Logger;
  readonly context: SourceContext;
}

/** Ready at the latest after so long, whatever an upstream does. */
const readyAfterMs = 30_000;

/** How long scrapes under way may take to finish once nothing new is accepted. */
export const graceMs = 15_000;

/** Serves until `shutdown` fires. The one place that knows every part. */
export async function serve(
  loaded: LoadedConfig,
  { host, port, healthPort, shutdownDelay }: ServeOptions,
  runtime: Runtime,
  shutdown: AbortSignal,
): Promise<void> {
  const { build, logger, context } = runtime;
  keepHeapSmall();
  const { config, collectors } = loaded;
  const work = new AbortController();
  const generation = await createGeneration(
    loaded,
    { host, port, healthPort },
    runtime,
    work.signal,
  );
  const current = () => generation;
  let ready = false;
  const isReady = () => ready;
  const { limits } = config.server;
  const requests = createRequestMetrics();
  const connections = createConnections(limits, requests.refused);
  const app = createApp({
    current,
    build,
    runtimeMetrics: config.runtimeMetrics ? createRuntimeMetrics() : async () => [],
    isReady,
    routePrefix: config.server.routePrefix,
    endpoints: config.server.endpoints,
    requests,
    limits,
    isCrowded: connections.isCrowded,
    logger,
    startedAt: context.clock.now(),
  });

  const ended = shutdown.aborted ? Promise.resolve() : once(shutdown, 'abort');
  const servers: Server[] = [];
  try {
    servers.push(await listen(app, { host, port }, connections));
    if (healthPort !== undefined) {
      const health = createConnections(limits, () => {});
      servers.push(await listen(createHealthApp(isReady), { host, port: healthPort }, health));
    }
    await Promise.race([current().exporter.start(work.signal, readyAfterMs), ended]);
    if (!shutdown.aborted) {
      ready = true;
      logger.info({ ports: servers.map(portOf), collectors: collectors.length }, 'serving');
    }
    await ended;
    ready = false;
    logger.info({ delaySeconds: shutdownDelay / 1000 }, 'shutting down');
    await sleep(shutdownDelay);
  } finally {
    // The grace is counted from here: the signal that began the shutdown has fired already.
    await Promise.all(servers.map((server) => close(server, graceMs)));
    work.abort();
  }
}

/** What this version of the configuration makes. */
async function createGeneration(
  loaded: LoadedConfig,
  address: ServerAddress,
  { logger, context }: Runtime,
  signal: AbortSignal,
): Promise<Generation> {
  const { config, collectors, locate, scrub } = loaded;
  const exporter = createExporter({
    collectors: await createCollectors(collectors, context),
    concurrency: config.scrape.concurrency,
    logger,
    clock: context.clock,
  });
  const printConfig = () => loaded.print(address);
  return { exporter, times: config.scrape, locate, printConfig, scrub, signal };
}
