import { readFailure } from '../../message/read-failure.ts';

/** What of the outside world a configuration may name. The composition root gives the real one. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. @throws when it cannot be read, as `node:fs` does */
  readFile(path: string): string;
  /** Where the chart mounts Secrets, as `<folder>/<name>/<key>`; `/etc/polyprom/secrets` when left out. */
  readonly secretsFolder?: string;
}

export const secretsFolder = '/etc/polyprom/secrets';

/**
 * The text of a file without the white space at its end, which editors and `kubectl` add.
 *
 * @throws Error that names the file and the reason
 */
export function readTrimmed(path: string, { readFile }: Pick<Environment, 'readFile'>): string {
  try {
    return readFile(path).trimEnd();
  } catch (error) {
    throw new Error(`cannot read ${path}: ${readFailure(error)}`, { cause: error });
  }
}
