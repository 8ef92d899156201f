import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';

/** The configuration in force and the result of the last reload. Times are Unix milliseconds. */
export interface ConfigurationState {
  /** Undefined for the built-in demo. */
  readonly file: string | undefined;
  /** When the configuration in force was read. */
  readonly readAt: number;
  /** Set while the current content of the file is refused. */
  readonly refused: RefusedConfiguration | undefined;
  /** Settings of the file that require a restart, one per line. */
  readonly restartNeeded: readonly string[];
}

export interface RefusedConfiguration {
  readonly at: number;
  /** One line each, with its position. */
  readonly problems: readonly string[];
}

/** The result of one reload. */
export interface ReloadOutcome {
  /** Why the configuration was refused, one line each; empty if it is in force. */
  readonly problems: readonly string[];
  readonly restartNeeded: readonly string[];
}

/** The exporter's own families about its configuration. */
export function configurationFamilies({
  readAt,
  refused,
}: Pick<ConfigurationState, 'readAt' | 'refused'>): readonly MetricFamily[] {
  const successful = createRows(
    'polyprom_config_last_reload_successful',
    'Whether the configuration file, as it was last read, is in force.',
    'gauge',
  );
  successful.add(refused === undefined ? 1 : 0);
  const time = createRows(
    'polyprom_config_last_reload_success_timestamp_seconds',
    'When the configuration in force was read.',
    'gauge',
  );
  time.add(readAt / 1000);
  return [successful.family(), time.family()];
}
