import { realpath, stat, type PathLike, type Stats } from 'node:fs';
import { codeOf } from './failure.ts';

type Failed = NodeJS.ErrnoException | null;

const attempts = 5;

/**
 * Where links lead, and what is there, as one answer: in a volume of Kubernetes the folder in between is
 * swapped, so a link that leads to nothing is asked again, and what was found is not asked for twice.
 */
export function createLinkReader(): {
  readonly realpath: typeof realpath;
  readonly stat: typeof stat;
} {
  const known = new Map<PathLike, Stats>();
  return {
    realpath: new Proxy(realpath, {
      apply: (_target, _self, [path, done]: Parameters<typeof resolve>) => resolve(path, done),
    }),
    stat: new Proxy(stat, {
      apply: (_target, _self, [path, done]: Parameters<typeof recall>) => recall(path, done),
    }),
  };

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
