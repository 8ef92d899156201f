import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';

/** Which configuration is in force, and how reading it again went. Times are Unix milliseconds. */
export interface ConfigurationState {
  /** Undefined: the built-in demo. */
  readonly file: string | undefined;
  /** When the configuration in force was read. */
  readonly readAt: number;
  /** Present while the file as it is now is refused. */
  readonly refused: RefusedConfiguration | undefined;
  /** Settings of the file that are not in force before a restart, a line each. */
  readonly restartNeeded: readonly string[];
}

export interface RefusedConfiguration {
  readonly at: number;
  /** A line each, with its place. */
  readonly problems: readonly string[];
}

/** How one attempt to read the configuration again ended. */
export interface ReloadOutcome {
  /** Why the configuration was refused, a line each; none: it is in force. */
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
