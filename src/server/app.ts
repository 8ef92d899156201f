import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { buildInfoFamily, type BuildInfo } from '../engine/build-info.ts';
import { explain } from '../engine/explain.ts';
import { UnknownCollectorError } from '../engine/exporter.ts';
import type { Generation } from '../engine/generation.ts';
import type { Logger } from '../engine/log.ts';
import { selectsFamily, type Selection } from '../engine/selection.ts';
import { createRenderer } from '../exposition/renderer.ts';
import { negotiate, negotiateEncoding } from '../exposition/negotiate.ts';
import type { MetricFamily } from '../metric/family.ts';
import { explanationText } from '../explanation/explanation.ts';
import { createRequestMetrics } from './requests.ts';
import { sendPage } from './send-page.ts';
import { statusOf } from './status.ts';
import { statusPage } from './status-page.ts';
import { timeLimit } from './time-limit.ts';

export interface AppDependencies {
  /** The generation in force: to be called once for a request, which then keeps to it. */
  readonly current: () => Generation;
  readonly build: BuildInfo;
  /** Families of the process and of Node.js; none when they are not wanted. */
  readonly runtimeMetrics: () => Promise<readonly MetricFamily[]>;
  readonly isReady: () => boolean;
  /** `/` or `/some/path`, without a slash at its end. */
  readonly routePrefix: string;
  readonly endpoints: {
    readonly status: boolean;
    readonly config: boolean;
    readonly debug: boolean;
  };
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

/** Builds the HTTP face. Opens no port and reads no environment, so a test can hold it. */
export function createApp(dependencies: AppDependencies): Express {
  const { current, endpoints, isReady, routePrefix } = dependencies;
  const requests = createRequestMetrics();
  const router = express.Router({ caseSensitive: true, strict: true });
  const get = (path: string, handler: RequestHandler) =>
    router.route(path).all(requests.counted(path)).get(handler).all(methodNotAllowed);

  get('/metrics', createMetricsHandler(dependencies, requests));
  addHealth(get, isReady);
  if (endpoints.config) {
    get('/config', (_request, response) => {
      response.type('text/plain').send(current().printConfig());
    });
  }
  if (endpoints.status) addStatus(get, dependencies);
  if (endpoints.debug) addDebug(get, dependencies);

  const app = bareApp();
  app.use(routePrefix, router);
  app.use(requests.counted('other'), notFound, createErrorHandler(dependencies.logger));
  return app;
}

/** `/-/healthy` and `/-/ready` alone, for a port that is only the kubelet's. */
export function createHealthApp(isReady: () => boolean): Express {
  const app = bareApp();
  addHealth((path, handler) => app.route(path).get(handler).all(methodNotAllowed), isReady);
  app.use(notFound);
  return app;
}

type Get = (path: string, handler: RequestHandler) => void;

function bareApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // no scraper asks twice for the same body, so hashing it is wasted work
  return app;
}

function addHealth(get: Get, isReady: () => boolean): void {
  get('/-/healthy', (_request, response) => {
    response.type('text/plain').send('healthy\n');
  });
  get('/-/ready', (_request, response) => {
    const ready = isReady();
    response
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ready\n' : 'not ready\n');
  });
}

function addStatus(get: Get, dependencies: AppDependencies): void {
  const { current, endpoints, routePrefix } = dependencies;
  const status = () => {
    const { exporter, scrub } = current();
    return statusOf({ ...dependencies, collectors: exporter.collectors, scrub });
  };
  const prefix = routePrefix === '/' ? '' : routePrefix;
  const paths = ['/metrics', '/api/status', ...(endpoints.config ? ['/config'] : [])];
  const links = [...paths, '/-/healthy', '/-/ready'].map((path) => prefix + path);
  get('/', (_request, response) => {
    response.type('html').send(statusPage(status(), links));
  });
  get('/api/status', (_request, response) => {
    response.type('json').send(`${JSON.stringify(status(), null, 2)}\n`);
  });
}

function addDebug(get: Get, { current }: AppDependencies): void {
  get('/collectors/:name/debug', async (request, response) => {
    const { exporter, times, locate, scrub } = current();
    const name = String(request.params['name']);
    const collector = exporter.collectors.find((each) => each.name === name);
    if (collector === undefined) throw new UnknownCollectorError(`there is no collector ${name}`);
    const explanation = await explain(collector, times.timeout);
    response.type('text/plain').send(scrub(explanationText(explanation, locate)));
  });
}

function createMetricsHandler(
  { current, build, runtimeMetrics }: AppDependencies,
  requests: ReturnType<typeof createRequestMetrics>,
): RequestHandler {
  const renderer = createRenderer();
  const buildInfo = buildInfoFamily(build);

  return async (request, response) => {
    const { exporter, times } = current();
    const selection: Selection = {
      collectors: list(request.query['collect[]']),
      metrics: list(request.query['name[]']),
    };
    const within = timeLimit(request.get('x-prometheus-scrape-timeout-seconds'), times);
    const [collected, runtime] = await Promise.all([
      exporter.scrape(selection, within),
      wantsRuntimeMetrics(selection) ? runtimeMetrics() : [],
    ]);
    const own = [buildInfo, ...requests.families(), ...runtime];
    const families = [...collected, ...own.filter(({ name }) => selectsFamily(selection, name))];
    const format = negotiate(request.get('accept'));
    const encoding = negotiateEncoding(request.get('accept-encoding'));
    requests.exposed(await sendPage(response, renderer, families, format, encoding));
  };
}

function wantsRuntimeMetrics({ collectors, metrics }: Selection): boolean {
  return (
    collectors.length === 0 &&
    (metrics.length === 0 || metrics.some((name) => /^(nodejs|process)_/.test(name)))
  );
}

/** A parameter that may be given once, often or not at all. */
function list(parameter: unknown): readonly string[] {
  if (parameter === undefined) return [];
  return (Array.isArray(parameter) ? parameter : [parameter]).map(String);
}

const methodNotAllowed: RequestHandler = (request, response) => {
  response
    .status(405)
    .set('Allow', 'GET, HEAD')
    .type('text/plain')
    .send(`${request.method} is not allowed here: GET or HEAD\n`);
};

const notFound: RequestHandler = (_request, response) => {
  response.status(404).type('text/plain').send('there is nothing here\n');
};

function createErrorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (error instanceof UnknownCollectorError) {
      response.status(400).type('text/plain').send(`${error.message}\n`);
      return;
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = clientError(error);
    if (status === undefined) logger.error({ err: error, path: request.path }, 'request failed');
    response
      .status(status ?? 500)
      .type('text/plain')
      .send(
        status === undefined ? 'internal error, see the log\n' : 'the request makes no sense\n',
      );
  };
}

/** Express gives what it refuses itself, such as a path that is not decodable, a status below 500. */
function clientError(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : Number.NaN;
  return status >= 400 && status < 500 ? status : undefined;
}
