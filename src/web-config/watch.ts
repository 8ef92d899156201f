import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../config/document/environment.ts';
import { loadWebConfig, type LoadedWebConfig } from './load.ts';
import type { WebConfig } from './model.ts';

/** A web configuration that is reloaded when its file or a referenced file changes. */
export interface WatchedWebConfig {
  /** The last valid configuration. */
  readonly current: () => WebConfig;
  /** Unix milliseconds at which the last valid configuration was read. */
  readonly readAt: () => number;
  /** The error of the current version of the files; undefined: none. */
  readonly fault: () => Error | undefined;
  /** Watches the files until the signal fires. */
  follow(signal: AbortSignal): Promise<void>;
}

export interface WebConfigHandlers {
  /** Called with each new configuration before it becomes active; an exception rejects it. */
  readonly apply: (config: WebConfig) => void;
  /** Called with the error once for each version of the files, and with undefined when a version becomes active. */
  readonly onRead: (fault: Error | undefined) => void;
}

export interface WatchOptions extends WebConfigHandlers {
  readonly path: string;
  readonly environment: Environment;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Polling interval: not all file systems support file events, and a few calls of `stat` are cheap. */
const pollMs = 1000;

/**
 * Loads a web configuration file and watches it. If the new files are invalid, the previous version stays active,
 * because a typo should not make the exporter reject every scrape.
 *
 * @throws ConfigError if the first version is invalid
 */
export function watchWebConfig(options: WatchOptions): WatchedWebConfig {
  const { path, environment, now, apply, onRead } = options;
  let loaded = loadWebConfig(path, environment);
  let readAt = now();
  let fault: Error | undefined;

  return {
    current: () => loaded.config,
    readAt: () => readAt,
    fault: () => fault,
    async follow(signal) {
      let seen = await marksOf(loaded);
      while (!signal.aborted) {
        await sleep(pollMs, undefined, { signal }).catch(() => undefined);
        const marks = await marksOf(loaded);
        if (signal.aborted || marks === seen) continue;
        read();
        // Timestamps are taken before reading, so that changes made during reading are picked up next time.
        seen = marks;
      }
    },
  };

  function read(): void {
    try {
      const next = loadWebConfig(path, environment);
      const isSame = hasSameParts(next, loaded);
      if (!isSame) apply(next.config);
      if (isSame && fault === undefined) return;
      loaded = next;
      readAt = now();
      fault = undefined;
    } catch (error) {
      fault = error instanceof Error ? error : new Error(String(error));
    }
    onRead(fault);
  }
}

/** The modification times of the files, as one string. */
async function marksOf({ parts }: LoadedWebConfig): Promise<string> {
  const marks = await Promise.all(
    [...parts.keys()].map(async (file) => {
      try {
        const { ino, size, mtimeNs } = await stat(file, { bigint: true });
        return `${ino} ${size} ${mtimeNs}`;
      } catch (error) {
        return String(error);
      }
    }),
  );
  return marks.join('\n');
}

function hasSameParts({ parts }: LoadedWebConfig, { parts: others }: LoadedWebConfig): boolean {
  return (
    parts.size === others.size && [...parts].every(([path, text]) => others.get(path) === text)
  );
}
