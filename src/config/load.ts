import type { Scrubber } from '../schema/scrubber.ts';
import { sourceKinds } from '../sources/kinds.ts';
import type { Environment } from './document/environment.ts';
import type { LoadedConfig } from './loaded.ts';
import { parseConfig } from './parse.ts';
import { readConfigFile, readSmallFile } from './document/read-file.ts';

/** The configuration used when none is given. */
const demo = 'collectors:\n  demo:\n    demo: {}\n';

/** The environment variables and files of this process. */
export function processEnvironment(env: NodeJS.ProcessEnv): Environment {
  return { env, readFile: (path) => readSmallFile(path).toString() };
}

/**
 * Loads the configuration of a file, or the demo if no file is given.
 *
 * @throws UsageError if the file cannot be read or is not text, ConfigError with all its errors
 */
export function loadConfig(
  file: string | undefined,
  environment: Environment,
  scrubber?: Scrubber,
): LoadedConfig {
  if (file === undefined) {
    return {
      ...parseConfig(demo, 'demo', environment, sourceKinds, scrubber),
      locate: () => undefined,
    };
  }
  return parseConfig(readConfigFile(file), file, environment, sourceKinds, scrubber);
}
