import type { RequestHandler } from 'express';
import type { IncomingMessage } from 'node:http';
import type { BuildInfo } from '../engine/build-info.ts';
import type { ConfigurationState, ReloadOutcome } from '../engine/configuration-state.ts';
import type { Generation } from '../engine/generation.ts';
import type { Logger } from '../engine/log.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { PageLimits } from './limits.ts';
import type { RequestMetrics } from './requests.ts';

/** The settings of a web configuration file that the server uses, except TLS. */
export interface WebSettings {
  /** The active additional headers of each response. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Accepts or rejects requests to protected routes. */
  readonly requireAccess: RequestHandler;
  /** Metrics about the web configuration. */
  readonly families: () => readonly MetricFamily[];
}

/** The configuration, and how it is reloaded. */
export interface Configuration {
  readonly state: () => ConfigurationState;
  /** Never rejects. Undefined: there is no configuration file. */
  readonly reload: (() => Promise<ReloadOutcome>) | undefined;
}

/** The dependencies of the routes. */
export interface AppDependencies {
  /** The active generation. Called once per request, which then uses the same one throughout. */
  readonly current: () => Generation;
  readonly configuration: Configuration;
  readonly build: BuildInfo;
  /** Metric families of the process and of Node.js; empty if they are disabled. */
  readonly runtimeMetrics: () => Promise<readonly MetricFamily[]>;
  readonly isReady: () => boolean;
  /** `/` or `/some/path`, without a trailing slash. */
  readonly routePrefix: string;
  /** How Prometheus reaches this exporter; undefined: as the request came. */
  readonly externalUrl?: string | undefined;
  readonly endpoints: {
    readonly status: boolean;
    readonly config: boolean;
    readonly debug: boolean;
    readonly reload: boolean;
  };
  readonly requests: RequestMetrics;
  readonly limits: PageLimits;
  /** Whether a request arrived while all connections were busy; then only the health endpoints are served. */
  readonly isCrowded: (request: IncomingMessage) => boolean;
  /** The settings of the web configuration file; undefined: there is no file. */
  readonly web?: WebSettings | undefined;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly startedAt: number;
}
