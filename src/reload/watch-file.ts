import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

export interface FileWatch {
  readonly file: string;
  /** Called when the file may have changed. False positives are possible. */
  readonly onChange: () => void;
  /** Polling interval in milliseconds, for file systems without events. */
  readonly pollMs?: number;
  /** Watches a folder; tests pass their own. */
  readonly watchFolder?: typeof watchFolder;
}

/**
 * Wait for further events: those of one change follow within milliseconds, and an editor may write in several steps.
 */
const quietMs = 100;

/** Maximum wait, so that a file that is written continuously is still read. */
const longestWaitMs = 2000;

const defaultPollMs = 5000;

/**
 * Calls `onChange` soon after the file changes. It watches the folder because editors replace the file, and Kubernetes
 * replaces the folder behind the link `..data`. It also calls it every few seconds because network file systems and
 * some container runtimes do not emit events. Ends when the signal fires.
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

/**
 * Undefined if events are not available, for example beyond the system's limit of watches; polling is then used alone.
 */
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
