import type { Dispatcher } from 'undici';
import type { Clock } from '../engine/clock.ts';

/** Everything a source may touch in the outside world; a test passes its own. */
export interface SourceContext {
  readonly clock: Clock;
  /** Makes the HTTP requests of all collectors, so that they share connections. */
  readonly dispatcher: Dispatcher;
}
