import { pino, type Logger } from 'pino';
import type { LogFormat, LogLevel } from './log-options.ts';

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Hides secrets; every line goes through it. */
  readonly scrub: (line: string) => string;
}

const stderr = 2;

/** Logs to stderr, so that stdout is only ever what a command was asked for. */
export async function createLogger({ level, format, scrub }: LogOptions): Promise<Logger> {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: scrub },
  };
  if (format === 'json') return pino(options, pino.destination({ dest: stderr, sync: true }));
  // Loaded where it is wanted, which in a cluster is nowhere.
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: stderr, sync: true, colorize: false }));
}
