import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBytesInFlight } from './budget/bytes-in-flight.ts';
import { loadConfig, processEnvironment } from './config/load.ts';
import type { BuildInfo } from './engine/build-info.ts';
import { systemClock } from './engine/clock.ts';
import type { MetricFamily } from './metric/family.ts';
import { createRuntimeMetrics } from './engine/registry.ts';
import { keepHeapSmall, returnMemoryAfterPeaks } from './heap.ts';
import { createConnections } from './http-client/transport/connections.ts';
import { createLogger, logProcessWarnings } from './log.ts';
import type { LogFormat, LogLevel } from './log-options.ts';
import { ownMemory } from './offload/own-memory.ts';
import { createReaderPool } from './offload/pool.ts';
import type { Started } from './reload/follow-configuration.ts';
import type { Generations } from './reload/generations.ts';
import { createScrubber } from './schema/scrubber.ts';
import type { Web } from './server/web.ts';

// The composition root, which connects all parts.

export interface RunOptions {
  /** The configuration file; undefined: the demo. */
  readonly config?: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export interface ServeOptions {
  readonly build: BuildInfo;
  /** Overrides the setting of the configuration. */
  readonly host?: string;
  readonly port?: number;
  readonly healthPort?: number;
  /** Listen addresses in place of host and port, in the format of Go exporters. */
  readonly listenAddresses?: readonly string[];
  /** Uses the sockets that systemd opened. */
  readonly systemdSocket?: boolean;
  /** The web configuration file. */
  readonly webConfigFile?: string;
  /** Calls the listener whenever the configuration must be reloaded. */
  readonly onHangup?: (listener: () => void) => void;
  /** Milliseconds to keep serving after the signal, while endpoints still list this process. */
  readonly shutdownDelay: number;
}

/** Maximum time until the process is ready, even if upstreams do not respond. */
const readyAfterMs = 30_000;

/** Time for scrapes in progress to finish once no new ones are accepted. */
export const graceMs = 15_000;

/** @throws UsageError if the configuration cannot be read or is invalid */
export async function prepare(
  { config, logLevel, logFormat }: RunOptions,
  env: NodeJS.ProcessEnv,
): Promise<Started> {
  const environment = processEnvironment(env);
  const scrubber = createScrubber();
  const loaded = loadConfig(config, environment, scrubber);
  const memory = ownMemory();
  const context = {
    clock: systemClock,
    secrets: scrubber,
    connections: createConnections(() => systemClock.monotonic()),
    readers: createReaderPool(memory),
    bytesInFlight: createBytesInFlight(loaded.config.scrape.bytesInFlight ?? memory.bytesInFlight),
    env,
    readFile: (path: string) => environment.readFile(path),
  };
  const scrub = (text: string) => scrubber.scrub(text);
  const logger = await createLogger({ level: logLevel, format: logFormat, scrub });
  logProcessWarnings(logger);
  return { file: config, environment, loaded, context, logger };
}

/** Serves until `shutdown` fires, and then lets requests in progress finish. */
export async function serve(
  prepared: Started,
  { build, shutdownDelay, ...given }: ServeOptions,
  shutdown: AbortSignal,
): Promise<void> {
  // Loaded here, because other commands do not need it.
  const [
    { createApp, createHealthApp },
    { createConnections: createServerConnections },
    { close, listen, placeOf, portsOf },
    { createRequestMetrics },
    { listenAddresses },
    { followConfiguration },
  ] = await Promise.all([
    import('./server/app.ts'),
    import('./server/connections.ts'),
    import('./server/listen.ts'),
    import('./server/requests.ts'),
    import('./server/listen-address.ts'),
    import('./reload/follow-configuration.ts'),
  ]);
  keepHeapSmall();
  const { loaded, logger, context } = prepared;
  const { server } = loaded.config;
  const host = given.host ?? server.host;
  const port = given.port ?? server.port;
  const healthPort = given.healthPort ?? server.healthPort;
  const addresses = listenAddresses({
    listen: given.listenAddresses ?? (given.port === undefined ? server.listen : undefined),
    isInherited: given.systemdSocket === true,
    host,
    port,
    env: context.env,
    pid: process.pid,
  });
  const work = new AbortController();
  returnMemoryAfterPeaks(work.signal);
  const webConfigFile = given.webConfigFile ?? server.webConfigFile;
  const web = webConfigFile === undefined ? undefined : await loadWeb(webConfigFile, prepared);
  const { generations, configuration } = await followConfiguration(
    prepared,
    { host, port, healthPort },
    given,
  );
  let ready = false;
  const isReady = () => ready;
  const { limits } = server;
  const requests = createRequestMetrics();
  const connections = createServerConnections(limits, requests.refused);
  const app = createApp({
    current: generations.current,
    configuration,
    build,
    runtimeMetrics: runtimeMetricsOf(generations),
    isReady,
    routePrefix: server.routePrefix,
    externalUrl: server.externalUrl,
    endpoints: server.endpoints,
    requests,
    limits,
    isCrowded: connections.isCrowded,
    web: web?.settings,
    logger,
    startedAt: context.clock.now(),
  });

  const ended = shutdown.aborted ? Promise.resolve() : once(shutdown, 'abort');
  const servers: Server[] = [];
  try {
    for (const address of addresses) {
      const listening = await listen(app, address, connections, web?.tls);
      servers.push(listening);
      web?.attach(listening);
    }
    if (healthPort !== undefined) {
      const health = createServerConnections(limits, () => {});
      servers.push(await listen(createHealthApp(isReady), { host, port: healthPort }, health));
    }
    void web?.follow(work.signal);
    given.onHangup?.(() => void configuration.reload?.());
    configuration.follow(work.signal);
    await Promise.race([generations.start(readyAfterMs), ended]);
    if (!shutdown.aborted) {
      ready = true;
      const collectors = generations.loaded().collectors.length;
      const prefix = server.routePrefix === '/' ? '' : server.routePrefix;
      const urls = servers.map((each) => `${placeOf(each)}${prefix}`);
      logger.info({ urls, ports: servers.flatMap(portsOf), collectors }, 'serving');
    }
    await ended;
    ready = false;
    logger.info({ delaySeconds: shutdownDelay / 1000 }, 'shutting down');
    await sleep(shutdownDelay);
  } finally {
    // The grace period starts here, because the signal that began the shutdown has already fired.
    await Promise.all(servers.map((each) => close(each, graceMs)));
    work.abort();
    generations.end();
  }
}

/** Loads the web configuration file and applies its changes. Loaded on demand, because most exporters have none. */
async function loadWeb(path: string, { environment, context, logger }: Started): Promise<Web> {
  const [{ createWeb }, { watchWebConfig }] = await Promise.all([
    import('./server/web.ts'),
    import('./web-config/watch.ts'),
  ]);
  const { clock } = context;
  return createWeb({
    path,
    watch: (handlers) => watchWebConfig({ path, environment, now: () => clock.now(), ...handlers }),
    clock,
    logger,
  });
}

/** The metrics of the process, created on first use, because a reload may turn them on and off. */
function runtimeMetricsOf({ loaded }: Generations): () => Promise<readonly MetricFamily[]> {
  let read: (() => Promise<readonly MetricFamily[]>) | undefined;
  return async () => {
    if (!loaded().config.runtimeMetrics) return [];
    read ??= createRuntimeMetrics();
    return read();
  };
}
