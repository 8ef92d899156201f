import type { Clock } from '../engine/clock.ts';
import type { Connections } from '../http-client/transport/connections.ts';
import type { ReaderProcess } from '../offload/process.ts';

/** Everything a source may touch in the outside world; a test passes its own. */
export interface SourceContext {
  readonly clock: Clock;
  /** Makes the HTTP requests of all collectors, so that they share connections. */
  readonly connections: Connections;
  /** Reads the large documents of all collectors: two at once would take the memory of two. */
  readonly readerProcess: ReaderProcess;
  /** The environment variables, for those that many programs heed, such as HTTPS_PROXY. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. @throws when it cannot be read, as `node:fs` does */
  readonly readFile: (path: string) => string;
}
