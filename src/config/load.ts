import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { UsageError } from '../usage-error.ts';
import { readFailure, type Environment } from './environment.ts';
import type { LoadedConfig } from './loaded.ts';
import { parseConfig } from './parse.ts';

/** What runs when no configuration is given. */
const demo = 'collectors:\n  demo:\n    demo: {}\n';

/** The world of this process: its environment variables and its files. */
export function processEnvironment(env: NodeJS.ProcessEnv): Environment {
  return { env, readFile: (path) => readFileSync(path, 'utf8') };
}

/**
 * The configuration of a file, or without one the demo.
 *
 * @throws UsageError when the file cannot be read or is not text, ConfigError with all of its mistakes
 */
export function loadConfig(file: string | undefined, environment: Environment): LoadedConfig {
  if (file === undefined) {
    return { ...parseConfig(demo, 'demo', environment), locate: () => undefined };
  }
  return parseConfig(readText(file), file, environment);
}

function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${readFailure(error)}`, { cause: error });
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (error) {
    throw notText(file, error);
  }
  throw notText(file);
}

function notText(file: string, cause?: unknown): UsageError {
  return new UsageError(`${file} is not a text file: a configuration is YAML or JSON in UTF-8`, {
    cause,
  });
}
