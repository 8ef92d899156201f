import type { IncomingMessage } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { UnknownCollectorError } from '../engine/selection.ts';
import type { Logger } from '../engine/log.ts';
import { escapeControls } from '../message/control-characters.ts';
import { debugRoute } from './debug-route.ts';
import type { AppDependencies, WebSettings } from './dependencies.ts';
import { healthRoutes } from './health.ts';
import { discoveryRoute } from './discovery-route.ts';
import { metricsRoute } from './metrics-route.ts';
import { createPageSender } from './page-sender.ts';
import { ForbiddenError } from './probe-query.ts';
import { probeRoute } from './probe-route.ts';
import { BadRequestError } from './query.ts';
import { BusyError } from './render-queue.ts';
import { reloadRoute } from './reload-route.ts';
import { addRoutes, type Route } from './routes.ts';
import { securityHeaders } from './security-headers.ts';
import { statusRoutes } from './status-routes.ts';

/** The longest request line of a scraper has 1,000 parameters. */
const maxUrlLength = 16 * 1024;

/** `Retry-After` in seconds when the server is busy. */
const retryAfterSeconds = '5';

/** Builds the HTTP application. Opens no port and reads no environment variables, so that it can be tested. */
export function createApp(dependencies: AppDependencies): Express {
  const { isCrowded, logger, requests, routePrefix, web } = dependencies;
  const { counted } = requests;
  const protect = [refuseWhen(isCrowded), ...(web === undefined ? [] : [web.requireAccess])];
  const app = bareApp();
  if (web !== undefined) app.use(setHeaders(web.headers));
  addRoutes(app, routePrefix, routesOf(dependencies), { counted, protect });
  app.use(counted('other'), notFound, createErrorHandler(logger));
  return app;
}

/** Only `/-/healthy` and `/-/ready`, for a separate port that only the kubelet uses. */
export function createHealthApp(isReady: () => boolean): Express {
  const app = bareApp();
  addRoutes(app, '/', healthRoutes(isReady), { counted: () => passOn, protect: [] });
  app.use(notFound);
  return app;
}

/** All routes of the server. */
export function routesOf(dependencies: AppDependencies): readonly Route[] {
  const { configuration, current, endpoints, isReady, limits, routePrefix } = dependencies;
  const pages = createPageSender(limits);
  const prefix = routePrefix === '/' ? '' : routePrefix;
  const configRoute: Route = {
    path: '/config',
    label: '/config',
    access: 'protected',
    handler: (_request, response) => {
      response.type('text/plain').send(current().printConfig());
    },
  };
  const paths = ['/metrics', '/api/status', ...(endpoints.config ? ['/config'] : [])];
  const links = [...paths, '/-/healthy', '/-/ready'].map((path) => prefix + path);
  const statusSources = () => {
    const { exporter, scrub } = current();
    const { collectors } = exporter;
    return { ...dependencies, configuration: configuration.state(), collectors, scrub };
  };
  return [
    metricsRoute(dependencies, pages),
    probeRoute(dependencies, pages),
    discoveryRoute(dependencies),
    ...healthRoutes(isReady),
    ...(endpoints.status ? statusRoutes(statusSources, links) : []),
    ...(endpoints.config ? [configRoute] : []),
    ...(endpoints.debug ? [debugRoute(current)] : []),
    ...(endpoints.reload ? [reloadRoute(configuration)] : []),
  ];
}

function bareApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // scrapers send no conditional requests, so hashing the body is wasted work
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.disable('query parser'); // see readQuery
  app.use(securityHeaders, refuseLongUrls);
  return app;
}

const refuseLongUrls: RequestHandler = ({ url }, response, next) => {
  if (url.length <= maxUrlLength) {
    next();
    return;
  }
  response
    .status(414)
    .type('text/plain')
    .send(
      `the URL has ${url.length} characters, the maximum is ${maxUrlLength}: send a shorter one\n`,
    );
};

function refuseWhen(isCrowded: (request: IncomingMessage) => boolean): RequestHandler {
  return (request, _response, next) => {
    next(
      isCrowded(request) ? new BusyError('all connections are in use: try again later') : undefined,
    );
  };
}

function setHeaders(headers: WebSettings['headers']): RequestHandler {
  return (_request, response, next) => {
    for (const [name, value] of Object.entries(headers())) response.setHeader(name, value);
    next();
  };
}

const passOn: RequestHandler = (_request, _response, next) => next();

const notFound: RequestHandler = (_request, response) => {
  response.status(404).type('text/plain').send('there is nothing here\n');
};

function createErrorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = statusFor(error);
    if (status === 500) logger.error({ err: error, path: request.path }, 'request failed');
    if (error instanceof BusyError) response.set('Retry-After', retryAfterSeconds);
    response
      .status(status)
      .type('text/plain')
      .send(`${reasonFor(error, status)}\n`);
  };
}

function reasonFor(error: unknown, status: number): string {
  if (status === 500) return 'internal error, see the log';
  return isOurs(error) ? escapeControls(error.message) : 'the request makes no sense';
}

function isOurs(error: unknown): error is Error {
  return (
    error instanceof UnknownCollectorError ||
    error instanceof BadRequestError ||
    error instanceof ForbiddenError ||
    error instanceof BusyError
  );
}

/** Express sets a status below 500 for requests that it rejects itself, such as a path that cannot be decoded. */
function statusFor(error: unknown): number {
  if (error instanceof BusyError) return 503;
  if (error instanceof ForbiddenError) return 403;
  if (isOurs(error)) return 400;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : Number.NaN;
  return status >= 400 && status < 500 ? status : 500;
}
