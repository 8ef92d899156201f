import type { Express, RequestHandler } from 'express';

/** One route of the server. It rejects all other methods. */
export interface Route {
  /** Below the route prefix, in Express' syntax. */
  readonly path: string;
  /** The `handler` label of `polyprom_http_requests_total`. */
  readonly label: string;
  /**
   * `always`: served without credentials and beyond all limits, for liveness and readiness probes.
   * `protected`: requires credentials if authentication is configured, and a free connection.
   */
  readonly access: 'always' | 'protected';
  /** Default: GET, including HEAD. */
  readonly method?: 'GET' | 'POST';
  readonly handler: RequestHandler;
}

/** Functions that run around the handlers. */
export interface RouteGuards {
  /** Counts the response of a request under the label of its route. */
  readonly counted: (label: string) => RequestHandler;
  /** Runs before the handlers of protected routes, in this order. */
  readonly protect: readonly RequestHandler[];
}

/** Adds the routes to the app, each below the prefix. Paths, including the prefix, are case-sensitive. */
export function addRoutes(
  app: Express,
  routePrefix: string,
  routes: readonly Route[],
  { counted, protect }: RouteGuards,
): void {
  const prefix = routePrefix === '/' ? '' : routePrefix;
  for (const { path, label, access, method = 'GET', handler } of routes) {
    const guards = access === 'always' ? [] : protect;
    const route = app.route(prefix + path).all(counted(label));
    if (method === 'POST') route.post(...guards, handler);
    else route.get(...guards, handler);
    route.all(refuseMethod(method === 'POST' ? ['POST'] : ['GET', 'HEAD']));
  }
}

function refuseMethod(allowed: readonly string[]): RequestHandler {
  return (request, response) => {
    response
      .status(405)
      .set('Allow', allowed.join(', '))
      .type('text/plain')
      .send(`method ${request.method} is not allowed here: use ${allowed.join(' or ')}\n`);
  };
}
