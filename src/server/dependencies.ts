import type { IncomingMessage } from 'node:http';
import type { BuildInfo } from '../engine/build-info.ts';
import type { Generation } from '../engine/generation.ts';
import type { Logger } from '../engine/log.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { PageLimits } from './limits.ts';
import type { RequestMetrics } from './requests.ts';

/** What the routes of the server use. */
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
  readonly requests: RequestMetrics;
  readonly limits: PageLimits;
  /** Whether a request came when all connections were in use: then only health is served. */
  readonly isCrowded: (request: IncomingMessage) => boolean;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly startedAt: number;
}
