import type { Scrubber } from '../schema/scrubber.ts';
import { sourceKinds } from '../sources/kinds.ts';
import type { Environment } from './document/environment.ts';
import type { LoadedConfig } from './loaded.ts';
import { parseConfig } from './parse.ts';
import { readConfigFile, readSmallFile } from './document/read-file.ts';

/** What runs when no configuration is given. */
const demo = 'collectors:\n  demo:\n    demo: {}\n';

/** The world of this process: its environment variables and its files. */
export function processEnvironment(env: NodeJS.ProcessEnv): Environment {
  return { env, readFile: (path) => readSmallFile(path).toString() };
}

/**
 * The configuration of a file, or without one the demo.
 *
 * @throws UsageError when the file cannot be read or is not text, ConfigError with all of its mistakes
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
