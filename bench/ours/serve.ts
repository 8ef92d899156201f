import { readBuildInfo } from '../../src/build-info.ts';
import { Server } from '../../src/config/schema/server.ts';
import type { Exporter } from '../../src/engine/exporter.ts';
import type { Generation } from '../../src/engine/generation.ts';
import { createProber } from '../../src/engine/prober.ts';
import { createRuntimeMetrics } from '../../src/engine/registry.ts';
import { keepHeapSmall } from '../../src/heap.ts';
import { createApp } from '../../src/server/app.ts';
import { createConnections } from '../../src/server/connections.ts';
import { listen } from '../../src/server/listen.ts';
import { createRequestMetrics } from '../../src/server/requests.ts';
import { reportLoop } from '../loop.ts';
import { silent } from './collectors.ts';

/**
 * The real server in front of collectors that need no network.
 *
 * @param hasRuntimeMetrics whether the page has the process' own metrics too, which the peers' pages do not
 */
export async function serve(
  exporter: Exporter,
  port: number,
  hasRuntimeMetrics: boolean,
): Promise<void> {
  keepHeapSmall();
  const generation: Generation = {
    exporter,
    prober: createProber({ modules: [], concurrency: 1, logger: silent }),
    times: { timeout: 60_000, timeoutOffset: 500, maxTimeout: 60_000 },
    printConfig: () => '',
    locate: () => '',
    scrub: (text) => text,
  };
  const { limits } = Server.parse({});
  const requests = createRequestMetrics();
  const connections = createConnections(limits, requests.refused);
  const app = createApp({
    current: () => generation,
    configuration: {
      state: () => ({ file: undefined, readAt: 0, refused: undefined, restartNeeded: [] }),
      reload: undefined,
    },
    build: readBuildInfo(process.env),
    runtimeMetrics: hasRuntimeMetrics ? createRuntimeMetrics() : async () => [],
    isReady: () => true,
    routePrefix: '/',
    endpoints: { status: true, config: true, debug: false, reload: false },
    requests,
    limits,
    isCrowded: connections.isCrowded,
    logger: silent,
    startedAt: Date.now(),
  });
  await listen(app, { host: '127.0.0.1', port }, connections);
  reportLoop();
}
