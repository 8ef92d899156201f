import { trimEnd } from '../../message/trim.ts';
import { readTarget } from '../targets/target.ts';

/**
 * The URL of a target, with a path appended to that of the target.
 *
 * @throws Error if there is no target, or it is invalid
 */
export function targetUrl(target: string | undefined, path = ''): URL {
  const url = readTarget(target ?? '');
  if (typeof url === 'string') throw new Error(`the target ${url}`);
  if (path !== '') url.pathname = trimEnd(url.pathname, '/') + path;
  return url;
}
