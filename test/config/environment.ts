import type { Environment } from '../../src/config/document/environment.ts';

/** A world in memory: `files` may be changed while a configuration holds on to it. */
export function worldOf(
  env: Readonly<Record<string, string>> = {},
  files: Map<string, string> = new Map(),
): Environment {
  return {
    env,
    readFile(path) {
      const text = files.get(path);
      if (text === undefined) throw Object.assign(new Error('not found'), { code: 'ENOENT' });
      if (text === 'forbidden') throw Object.assign(new Error('forbidden'), { code: 'EACCES' });
      return text;
    },
  };
}
