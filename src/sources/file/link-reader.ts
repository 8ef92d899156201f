import { realpath, stat, type PathLike, type Stats } from 'node:fs';
import { codeOf } from './failure.ts';

type Failed = NodeJS.ErrnoException | null;

const attempts = 5;

/**
 * Resolves links and reads the file status in one step. In a Kubernetes volume the folder that a link goes through is
 * replaced on every update, so a link without a target is resolved again, and a status is not read a second time.
 */
export function createLinkReader(): {
  readonly realpath: (path: PathLike, done: (error: Failed, path: string) => void) => void;
  readonly stat: (path: PathLike, done: (error: Failed, stats?: Stats) => void) => void;
} {
  const known = new Map<PathLike, Stats>();
  return { realpath: (path, done) => resolve(path, done), stat: recall };

  function resolve(path: PathLike, done: (error: Failed, path: string) => void, tried = 1): void {
    realpath.native(path, (error, resolved) => {
      if (error !== null) return again(error);
      stat(resolved, (absent, stats) => {
        if (absent !== null) return again(absent);
        known.set(resolved, stats);
        done(null, resolved);
      });
    });

    function again(error: NodeJS.ErrnoException): void {
      if (codeOf(error) !== 'ENOENT' || tried >= attempts) done(error, '');
      else resolve(path, done, tried + 1);
    }
  }

  function recall(path: PathLike, done: (error: Failed, stats?: Stats) => void): void {
    const stats = known.get(path);
    if (stats === undefined) stat(path, done);
    else done(null, stats);
  }
}
