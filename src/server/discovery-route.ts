import { trimEnd } from '../message/trim.ts';
import type { Request } from 'express';
import type { ModuleOptions } from '../engine/module.ts';
import type { AppDependencies } from './dependencies.ts';
import type { Route } from './routes.ts';

/** A group of targets, in the format of HTTP service discovery in Prometheus. */
export interface TargetGroup {
  /** The host and port of this exporter, because Prometheus scrapes the exporter. */
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** `/discovery`: the targets of the modules for `http_sd_configs`, each scraped through `/probe` of this exporter. */
export function discoveryRoute({
  current,
  externalUrl,
  routePrefix,
}: Pick<AppDependencies, 'current' | 'externalUrl' | 'routePrefix'>): Route {
  return {
    path: '/discovery',
    label: '/discovery',
    access: 'protected',
    handler: (request, response) => {
      const base =
        externalUrl === undefined ? requestUrl(request, routePrefix) : new URL(externalUrl);
      response.json(targetGroups(current().prober.modules, base));
    },
  };
}

/** @param base the URL of this exporter, including the route prefix */
function targetGroups(modules: readonly ModuleOptions[], base: URL): readonly TargetGroup[] {
  const path = `${trimEnd(base.pathname, '/')}/probe`;
  const address = base.port === '' ? `${base.hostname}:${portOf(base)}` : base.host;
  return modules.flatMap(({ name, targets }) =>
    targets.map(({ target, labels }) => ({
      targets: [address],
      labels: {
        instance: target,
        ...labels,
        __scheme__: base.protocol.slice(0, -1),
        __metrics_path__: path,
        __param_module: name,
        __param_target: target,
      },
    })),
  );
}

/** The URL that the client used to reach this exporter, if the configuration does not set one. */
function requestUrl(request: Request, routePrefix: string): URL {
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const host = request.get('host') ?? '';
  const url = URL.parse(`${scheme}://${host}${routePrefix}`);
  return url ?? new URL(`${scheme}://localhost${routePrefix}`);
}

function portOf({ protocol }: URL): number {
  return protocol === 'https:' ? 443 : 80;
}
