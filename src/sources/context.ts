import type { Clock } from '../engine/clock.ts';
import type { Connections } from './http/connections.ts';

/** Everything a source may touch in the outside world; a test passes its own. */
export interface SourceContext {
  readonly clock: Clock;
  /** Makes the HTTP requests of all collectors, so that they share connections. */
  readonly connections: Connections;
  /** The environment variables, for those that many programs heed, such as HTTPS_PROXY. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. @throws when it cannot be read, as `node:fs` does */
  readonly readFile: (path: string) => string;
}
