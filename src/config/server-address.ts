import { Text } from '../schema/text.ts';
import { readDocument } from './document/document.ts';
import type { Environment } from './document/environment.ts';
import { plainOf } from './document/plain.ts';
import { ConfigError } from './document/problem.ts';
import { readConfigFile } from './document/read-file.ts';

/** The server settings of a configuration, as strings. */
export interface WrittenAddress {
  readonly host?: string;
  readonly port?: string;
  readonly healthPort?: string;
  readonly routePrefix?: string;
  readonly webConfigFile?: string;
}

const keys = ['host', 'port', 'healthPort', 'routePrefix', 'webConfigFile'] as const;

/**
 * Where the server of a configuration file listens. Nothing else in the file is read, and no schema is
 * loaded, because a health check runs every few seconds in its own process.
 *
 * @throws UsageError if the file cannot be read or is not YAML, or if a variable in it is not set
 */
export function readServerAddress(file: string, environment: Environment): WrittenAddress {
  const document = readDocument(readConfigFile(file));
  if ('problems' in document) throw new ConfigError(file, document.problems);
  const { tree } = document;
  const server = tree.kind === 'map' ? tree.entries.get('server')?.value : undefined;
  if (server === undefined) return {};
  const { value, faults } = plainOf(server, environment);
  if (faults.length > 0) {
    const problems = faults.map((fault) => ({ ...fault, path: ['server', ...fault.path] }));
    throw new ConfigError(file, problems.map(document.locateFault));
  }
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    keys.filter((key) => key in value).map((key) => [key, textOf(Reflect.get(value, key))]),
  );
}

function textOf(value: unknown): string {
  return value instanceof Text ? value.reveal() : String(value);
}
