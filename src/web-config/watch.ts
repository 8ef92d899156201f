import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../config/document/environment.ts';
import { loadWebConfig, type LoadedWebConfig } from './load.ts';
import type { WebConfig } from './model.ts';

/** A web configuration that follows its file and the files that it names. */
export interface WatchedWebConfig {
  /** The last good one. */
  readonly current: () => WebConfig;
  /** Unix milliseconds at which the last good one was read. */
  readonly readAt: () => number;
  /** What is wrong with the files as they are now; undefined: nothing. */
  readonly fault: () => Error | undefined;
  /** Follows the files until the signal fires. */
  follow(signal: AbortSignal): Promise<void>;
}

export interface WebConfigHandlers {
  /** Told of each other configuration before it is in force; what it throws refuses the configuration. */
  readonly apply: (config: WebConfig) => void;
  /** Told what is wrong, once for each version of the files, and undefined when a version is in force. */
  readonly onRead: (fault: Error | undefined) => void;
}

export interface WatchOptions extends WebConfigHandlers {
  readonly path: string;
  readonly environment: Environment;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** File events do not exist on every file system, and a few calls of `stat` cost nothing. */
const pollMs = 1000;

/**
 * Loads a web configuration file and follows it. Files that cannot be used leave the version before them in force: an
 * exporter that refuses every scrape because of a typing mistake helps nobody.
 *
 * @throws ConfigError for a first version that cannot be used
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
        // Marks from before reading: what is written meanwhile is read the next time.
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

/** When the files were written last, as one text. */
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
