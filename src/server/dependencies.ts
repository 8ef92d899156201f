import type { RequestHandler } from 'express';
import type { IncomingMessage } from 'node:http';
import type { BuildInfo } from '../engine/build-info.ts';
import type { ConfigurationState, ReloadOutcome } from '../engine/configuration-state.ts';
import type { Generation } from '../engine/generation.ts';
import type { Logger } from '../engine/log.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { PageLimits } from './limits.ts';
import type { RequestMetrics } from './requests.ts';

/** What the server takes of a web configuration file, but for TLS. */
export interface WebSettings {
  /** Headers of each response, those in force. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Lets requests to protected routes through. */
  readonly requireAccess: RequestHandler;
  /** What the exporter says of its web configuration. */
  readonly families: () => readonly MetricFamily[];
}

/** The configuration, and what reads it again. */
export interface Configuration {
  readonly state: () => ConfigurationState;
  /** Never rejects. Undefined: there is no file to read. */
  readonly reload: (() => Promise<ReloadOutcome>) | undefined;
}

/** What the routes of the server use. */
export interface AppDependencies {
  /** The generation in force: to be called once for a request, which then keeps to it. */
  readonly current: () => Generation;
  readonly configuration: Configuration;
  readonly build: BuildInfo;
  /** Families of the process and of Node.js; none when they are not wanted. */
  readonly runtimeMetrics: () => Promise<readonly MetricFamily[]>;
  readonly isReady: () => boolean;
  /** `/` or `/some/path`, without a slash at its end. */
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
  /** Whether a request came when all connections were in use: then only health is served. */
  readonly isCrowded: (request: IncomingMessage) => boolean;
  /** What the web configuration file asks for; undefined: there is none. */
  readonly web?: WebSettings | undefined;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly startedAt: number;
}
