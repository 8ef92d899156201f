import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

export interface FileWatch {
  readonly file: string;
  /** Called when the file may have changed; it may not have. */
  readonly onChange: () => void;
  /** Milliseconds between looks at a file system without events. */
  readonly pollMs?: number;
  /** Events of a folder; a test passes its own. */
  readonly watchFolder?: typeof watchFolder;
}

/** Events of one change follow each other within a few milliseconds; an editor may write in several steps. */
const quietMs = 100;

/** A file that is written all the time is read nevertheless. */
const longestWaitMs = 2000;

const defaultPollMs = 5000;

/**
 * Calls `onChange` soon after the file changed, by events of its folder: an editor puts another file in its place, and
 * Kubernetes another folder behind the link `..data`. Network file systems and some container runtimes have no events,
 * so it is called every few seconds too. Ends when the signal fires.
 */
export function watchFile(
  { file, onChange, pollMs = defaultPollMs, watchFolder: watchEvents = watchFolder }: FileWatch,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  let quiet: NodeJS.Timeout | undefined;
  let firstEventAt: number | undefined;
  const poll = setInterval(onChange, pollMs).unref();
  const watcher = watchEvents(dirname(file), (name) => {
    if (name === null || name === basename(file) || name.startsWith('..')) changed();
  });
  signal.addEventListener('abort', stop, { once: true });

  function changed(): void {
    const now = performance.now();
    firstEventAt ??= now;
    clearTimeout(quiet);
    const wait = Math.min(quietMs, Math.max(0, firstEventAt + longestWaitMs - now));
    quiet = setTimeout(() => {
      firstEventAt = undefined;
      onChange();
    }, wait).unref();
  }

  function stop(): void {
    clearTimeout(quiet);
    clearInterval(poll);
    watcher?.close();
  }
}

/** Undefined where there are no events, such as beyond the limit of watches of the system: then polling has to do. */
function watchFolder(
  folder: string,
  onEvent: (name: string | null) => void,
): Pick<FSWatcher, 'close'> | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => onEvent(name));
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
