import { InvalidArgumentError, Option, type Command } from 'commander';
import { logFormats, logLevels, type LogFormat, type LogLevel } from '../log-options.ts';
import { readDuration } from '../schema/duration.ts';

/** The flags of every command that runs a configuration. */
export interface CommonFlags {
  readonly config?: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

/** Adds the flags of `CommonFlags`. */
export function addCommonFlags(command: Command): void {
  command
    .addOption(option('--config <file>', 'CONFIG', 'configuration file (default: a built-in demo)'))
    .addOption(
      option('--log-level <level>', 'LOG_LEVEL', 'minimum log level')
        .choices(logLevels)
        .default('info'),
    )
    .addOption(
      option('--log-format <format>', 'LOG_FORMAT', 'format of log lines')
        .choices(logFormats)
        .default('json'),
    );
}

/** A flag that can also be set with the variable `POLYPROM_<variable>`. */
export function option(flags: string, variable: string, description: string): Option {
  const name = `POLYPROM_${variable}`;
  const created = new Option(flags, description);
  // An empty variable counts as not set, as compose files and templates often produce them.
  return process.env[name] === '' ? created : created.env(name);
}

/** @throws InvalidArgumentError for what is not a port number */
export function port(text: string): number {
  if (text.includes('://')) {
    throw new InvalidArgumentError(
      'Kubernetes sets this variable for a Service of this name, and it is not a port: set enableServiceLinks: false, or pass the flag.',
    );
  }
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) {
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  }
  return number;
}

/** Milliseconds. @throws InvalidArgumentError for what is not a duration */
export function duration(text: string): number {
  const milliseconds = readDuration(text);
  if (milliseconds === undefined) {
    throw new InvalidArgumentError('Expected a duration such as 500ms, 5s or 1m30s.');
  }
  return milliseconds;
}
