import type { BytesInFlight } from '../budget/bytes-in-flight.ts';
import type { SecretMemory } from '../schema/scrubber.ts';
import type { Clock } from '../engine/clock.ts';
import type { Connections } from '../http-client/transport/connections.ts';
import type { ReaderPool } from '../offload/pool.ts';

/** Everything a source may touch in the outside world; a test passes its own. */
export interface SourceContext {
  readonly clock: Clock;
  /** Makes the HTTP requests of all collectors, so that they share connections. */
  readonly connections: Connections;
  /** The processes that read documents which are too much for the event loop. */
  readonly readers: ReaderPool;
  /** What the documents of all collectors take of the memory. */
  readonly bytesInFlight: BytesInFlight;
  /** Gets to know secrets that are obtained at run time. */
  readonly secrets: SecretMemory;
  /** The environment variables, for those that many programs heed, such as HTTPS_PROXY. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. @throws when it cannot be read, as `node:fs` does */
  readonly readFile: (path: string) => string;
}
