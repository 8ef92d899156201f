import { pino, type Logger } from 'pino';
import { createLineLimit } from './log-limit.ts';
import type { LogFormat, LogLevel } from './log-options.ts';
import { cut } from './message/cut.ts';
import { escapeControls } from './message/control-characters.ts';

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Hides secrets; every line goes through it. */
  readonly scrub: (line: string) => string;
}

const stderr = 2;

/** Maximum length of one field in characters. */
const longestField = 4000;

/** Maximum number of buffered bytes. Further lines are dropped, so that a slow reader of stderr costs no memory. */
const longestBuffer = 4 * 1_048_576;

/**
 * Logs to stderr, so that stdout contains only the output of a command. Writing never blocks the event
 * loop; buffered lines are flushed when the process exits.
 */
export async function createLogger({ level, format, scrub }: LogOptions): Promise<Logger> {
  const limit = createLineLimit(() => performance.now());
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: shortened(scrub) },
    hooks: { streamWrite: (line: string) => scrub(limit(line)) },
  };
  const destination = pino.destination({ dest: stderr, sync: false, maxLength: longestBuffer });
  if (format === 'json') return pino(options, destination);
  // Loaded on demand, because it is not used in a cluster.
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination, colorize: false }));
}

/** Logs the warnings of Node.js in the format of this log, instead of the default output of Node.js. */
export function logProcessWarnings(logger: Logger): void {
  process.removeAllListeners('warning');
  // The message is a field, like all external text.
  process.on('warning', ({ name, message }) =>
    logger.warn({ warning: name, err: message }, 'Node.js warns'),
  );
}

/** Removes secrets and control characters, which a terminal would interpret, from fields, and truncates long ones. */
function shortened(scrub: LogOptions['scrub']) {
  return (fields: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' || value instanceof Error
          ? shortText(scrub(textOf(value)))
          : value,
      ]),
    );
}

function textOf(value: string | Error): string {
  return typeof value === 'string' ? value : (value.stack ?? value.message);
}

/** Truncates a text. Secrets must be removed first, because a truncated secret is no longer recognized. */
function shortText(text: string): string {
  return escapeControls(cut(text, longestField));
}
