import type { BytesInFlight } from '../budget/bytes-in-flight.ts';
import type { SecretMemory } from '../schema/scrubber.ts';
import type { Clock } from '../engine/clock.ts';
import type { Connections } from '../http-client/transport/connections.ts';
import type { ReaderPool } from '../offload/pool.ts';

/** All external dependencies of a source; tests pass their own. */
export interface SourceContext {
  readonly clock: Clock;
  /** Makes the HTTP requests of all collectors, so that they share connections. */
  readonly connections: Pick<Connections, 'with'>;
  /** The processes that decode documents which would block the event loop. */
  readonly readers: ReaderPool;
  /** The memory account for the documents of all collectors. */
  readonly bytesInFlight: BytesInFlight;
  /** Registers secrets that are obtained at run time. */
  readonly secrets: SecretMemory;
  /** The environment variables, for standard settings such as HTTPS_PROXY. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file as text. @throws as `node:fs` if it cannot be read */
  readonly readFile: (path: string) => string;
}
