import type { Environment } from '../config/document/environment.ts';
import { readConfigFileAgain } from '../config/document/read-file.ts';
import { formatPath } from '../config/document/problem.ts';
import type { LoadedConfig } from '../config/loaded.ts';
import { parseConfig } from '../config/parse.ts';
import { changedStartupSettings } from '../config/startup-settings.ts';
import type { Clock } from '../engine/clock.ts';
import type { ConfigurationState, ReloadOutcome } from '../engine/configuration-state.ts';
import type { Logger } from '../engine/log.ts';
import type { Scrubber } from '../schema/scrubber.ts';
import { sourceKinds } from '../sources/kinds.ts';
import type { Changes, Generations } from './generations.ts';
import { createReloader } from './reloader.ts';
import { watchFile } from './watch-file.ts';

/** The configuration of the process, updated when its file changes. */
export interface FollowedConfiguration {
  readonly state: () => ConfigurationState;
  /** Undefined if there is no file. */
  readonly reload: (() => Promise<ReloadOutcome>) | undefined;
  /** Reloads the file when it changes, until the signal fires. */
  follow(signal: AbortSignal): void;
}

export interface ConfigurationOptions {
  /** Undefined for the demo. */
  readonly file: string | undefined;
  /** The configuration at the start of the process. */
  readonly started: LoadedConfig;
  readonly generations: Pick<Generations, 'replace'>;
  readonly environment: Environment;
  readonly scrubber: Scrubber;
  /** Settings of `server` that flags or environment variables override. */
  readonly given: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createConfiguration({
  file,
  started,
  generations,
  environment,
  scrubber,
  given,
  clock,
  logger,
}: ConfigurationOptions): FollowedConfiguration {
  if (file === undefined) {
    const state = { file, readAt: clock.now(), refused: undefined, restartNeeded: [] };
    return { state: () => state, reload: undefined, follow() {} };
  }
  const reloader = createReloader({
    file,
    digest: started.digest,
    read: () => readConfigFileAgain(file),
    async apply(text) {
      const loaded = parseConfig(text, file, environment, sourceKinds, scrubber);
      const changes = await generations.replace(loaded);
      return { restartNeeded: restartNeeded(loaded, started, given), summary: summaryOf(changes) };
    },
    clock,
    logger,
  });
  return {
    state: reloader.state,
    reload: reloader.reload,
    follow(signal) {
      watchFile({ file, onChange: () => void reloader.reloadIfChanged() }, signal);
    },
  };
}

function restartNeeded(
  loaded: LoadedConfig,
  started: LoadedConfig,
  given: readonly string[],
): readonly string[] {
  return changedStartupSettings(loaded, started, given).map((path) =>
    [loaded.locate(path), `${formatPath(path)}: takes effect at the next start`]
      .filter((part) => part !== undefined)
      .join(' '),
  );
}

/** Names of the collectors that were added, changed or removed. */
function summaryOf({ kept, added, changed, removed }: Changes): object {
  const named = Object.entries({ added, changed, removed }).filter(([, names]) => names.length > 0);
  return { kept: kept.length, ...Object.fromEntries(named) };
}
