import { readFailure } from '../../message/read-failure.ts';

/** The external resources that a configuration may reference. The composition root provides the real ones. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file as text. @throws as `node:fs` if it cannot be read */
  readFile(path: string): string;
  /** Where the chart mounts Secrets, as `<folder>/<name>/<key>`; `/etc/polyprom/secrets` when left out. */
  readonly secretsFolder?: string;
}

export const secretsFolder = '/etc/polyprom/secrets';

/**
 * The text of a file without trailing whitespace, which editors and `kubectl` add.
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
