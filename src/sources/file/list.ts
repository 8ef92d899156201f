import { readdir, type Dirent, type PathLike } from 'node:fs';
import { glob, type GlobOptions } from 'tinyglobby';
import { CollectionError } from '../../engine/source.ts';
import { codeOf, fileError, type FileFailure } from './failure.ts';
import { createLinkReader } from './link-reader.ts';
import { isWithin } from './within.ts';

export interface Listing {
  readonly folder: string;
  /** Relative to the folder. */
  readonly glob: string;
  /** The real path of the folder that no link may lead out of. */
  readonly root: string;
}

/**
 * The files that a glob matches, as absolute paths, links not resolved. Hidden files are left out unless the
 * glob names the dot.
 *
 * @param failures is added to: folders that cannot be listed, and those that a link leads to out of the root
 */
export async function listFiles(
  { folder, glob: pattern, root }: Listing,
  failures: FileFailure[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  return glob(pattern.replace(/^!(?!\()/, '\\!'), {
    cwd: folder,
    absolute: true,
    expandDirectories: false,
    debug: false,
    signal,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it calls one overload of each function only
    fs: { readdir: guardedReaddir, ...createLinkReader() } as GlobOptions['fs'] & {},
  });

  /**
   * Reports folders that cannot be listed, which the library ignores, and refuses those outside of the root. The
   * library passes the real path of a folder that is reached by a link.
   */
  function guardedReaddir(
    path: PathLike,
    options: { withFileTypes: true },
    done: (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void,
  ): void {
    const shown = String(path).replace(/(?<=.)\/$/, '');
    if (!isWithin(shown, folder) && !isWithin(shown, root)) {
      const error = linkOut(folder, shown, root);
      failures.push({ path: shown, error });
      done(error, []);
      return;
    }
    readdir(path, options, (error, entries) => {
      // A folder that was removed in the meantime has no files.
      if (error !== null && (codeOf(error) !== 'ENOENT' || shown === folder)) {
        failures.push({ path: shown, error: fileError(shown, error, 'folder') });
      }
      done(error, entries);
    });
  }
}

function linkOut(folder: string, target: string, root: string): CollectionError {
  return new CollectionError(
    'connection',
    `a link in ${folder} leads to ${target}, out of ${root}: set root to a folder that has both`,
  );
}
