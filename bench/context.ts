import type { Peers } from './peers.ts';
import type { Row } from './row.ts';

/** What a suite has to know of the run. */
export interface Context {
  readonly isQuick: boolean;
  /** Undefined: polyprom alone. */
  readonly peers: Peers | undefined;
  /** How often the subjects take turns. */
  readonly rounds: number;
  /** Milliseconds of one measurement. */
  readonly budget: number;
}

/** Rows that belong together; each is given as soon as it is measured. */
export interface Suite {
  readonly name: string;
  run(context: Context): AsyncGenerator<Row, void, void>;
}

export const own = 'polyprom';
export const promClient = 'prom-client';
export const promClientNext = '@prometheus-io/client';
export const golang = 'client_golang';
export const python = 'Python client';
export const jsonExporter = 'json_exporter';
