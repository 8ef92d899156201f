import { ConfigError, formatProblem } from '../config/document/problem.ts';
import { digestOf } from '../config/fingerprint.ts';
import type { Clock } from '../engine/clock.ts';
import type {
  ConfigurationState,
  RefusedConfiguration,
  ReloadOutcome,
} from '../engine/configuration-state.ts';
import type { Logger } from '../engine/log.ts';
import { escapeControls } from '../message/control-characters.ts';
import { UsageError } from '../usage-error.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Reloads the configuration file. Attempts never overlap, and the last version of the file wins. */
export interface Reloader {
  readonly state: () => ConfigurationState;
  /** Reads the file and applies it even if it has not changed. Never rejects. */
  readonly reload: () => Promise<ReloadOutcome>;
  /** The same, but only if the file has changed or was refused: files that it refers to may exist now. */
  reloadIfChanged(): Promise<void>;
}

export interface ReloaderOptions {
  readonly file: string;
  /** Digest of the text in force, as returned by `digestOf`. */
  readonly digest: string;
  /** @throws UsageError if it cannot be read */
  readonly read: () => Promise<string>;
  /**
   * Applies the text.
   *
   * @throws UsageError with the problems found
   */
  readonly apply: (text: string) => Promise<Applied>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The result of applying a text. */
export interface Applied {
  readonly restartNeeded: readonly string[];
  /** Fields to log. */
  readonly summary: object;
}

/** Maximum number of problems shown for one configuration. */
const shownProblems = 500;

export function createReloader(options: ReloaderOptions): Reloader {
  const { file, clock, logger } = options;
  let seen: string | undefined = options.digest;
  let readAt = clock.now();
  let refused: RefusedConfiguration | undefined;
  let restartNeeded: readonly string[] = [];

  const inTurn = oneAtATime(attempt);
  return {
    state: () => ({ file, readAt, refused, restartNeeded }),
    reload: () => inTurn(true),
    async reloadIfChanged() {
      if (refused !== undefined || (await digestNow()) !== seen) await inTurn(false);
    },
  };

  async function digestNow(): Promise<string | undefined> {
    try {
      return digestOf(await options.read());
    } catch {
      return undefined;
    }
  }

  /** @param wanted whether the reload was requested; every result is then logged */
  async function attempt(wanted: boolean): Promise<ReloadOutcome> {
    const started = clock.monotonic();
    try {
      const text = await options.read();
      seen = digestOf(text);
      const { summary, restartNeeded: needed } = await options.apply(text);
      const again = refused !== undefined;
      readAt = clock.now();
      refused = undefined;
      restartNeeded = needed;
      const seconds = (clock.monotonic() - started) / 1000;
      logger.info(
        { file, ...summary, seconds },
        again ? 'configuration is good again' : 'configuration read again',
      );
      if (needed.length > 0)
        logger.warn({ file, settings: needed }, 'these settings need a restart');
      return { problems: [], restartNeeded };
    } catch (error) {
      const problems = problemsOf(error, file);
      const isSame = problems.join('\n') === refused?.problems.join('\n');
      // Keep the time of the first refusal: every poll finds the same problems again.
      if (!isSame) refused = { at: clock.now(), problems };
      if (wanted || !isSame) {
        const bug = error instanceof UsageError ? {} : { err: error };
        logger.error(
          { file, problems, ...bug },
          'configuration refused, the one before stays in force',
        );
      }
      return { problems, restartNeeded };
    }
  }
}

function problemsOf(error: unknown, file: string): readonly string[] {
  const all =
    error instanceof ConfigError
      ? error.problems.map((problem) => formatProblem(file, problem))
      : [error instanceof UsageError ? error.message : `${file}: internal error, see the log`];
  const more = all.length - shownProblems;
  const shown = all.slice(0, shownProblems).map(escapeControls);
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}
