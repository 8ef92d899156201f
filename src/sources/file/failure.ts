import { messageOf } from '../../engine/failure.ts';
import { CollectionError } from '../../engine/source.ts';

/** A file, or a folder of files, that could not be read. */
export interface FileFailure {
  readonly path: string;
  readonly error: CollectionError;
}

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of the path is not a folder',
  EACCES: 'the user that polyprom runs as may not read it',
  EPERM: 'the user that polyprom runs as may not read it',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the path is too long',
  EIO: 'its disk fails to read it',
  ESTALE: 'its disk is not mounted any more',
};

/** An error about a file. @param what another noun for it, if it is not a file */
export function fileError(path: string, thrown: unknown, what = 'file'): CollectionError {
  if (thrown instanceof CollectionError) return thrown;
  const meaning = meanings[codeOf(thrown) ?? '']?.replace('such file', `such ${what}`);
  return new CollectionError('connection', `${path}: ${meaning ?? messageOf(thrown)}`, {
    cause: thrown,
  });
}

/** The code of an error of the operating system, such as ENOENT. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}
