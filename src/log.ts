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

/** Characters of one field of a line. */
const longestField = 4000;

/** Bytes that wait to be written; lines beyond are dropped, so that a slow reader of stderr costs no memory. */
const longestBuffer = 4 * 1_048_576;

/**
 * Logs to stderr, so that stdout is only ever the output of a command. Writing never blocks the event
 * loop; what is left at the end of the process is written then.
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
  // Loaded on demand: in a cluster nobody needs it.
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination, colorize: false }));
}

/** Logs the warnings of Node.js as lines of this log, in place of what Node.js prints. */
export function logProcessWarnings(logger: Logger): void {
  process.removeAllListeners('warning');
  // The message in a field, like all that is not ours.
  process.on('warning', ({ name, message }) =>
    logger.warn({ warning: name, err: message }, 'Node.js warns'),
  );
}

/** Fields without secrets and control characters, which a terminal would obey, and none of them very long. */
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

/** Of a text without secrets: half of one would be hidden no more. */
function shortText(text: string): string {
  return escapeControls(cut(text, longestField));
}
