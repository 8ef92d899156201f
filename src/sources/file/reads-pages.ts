import { isMap } from '../../schema/containers.ts';
import { Text } from '../../schema/text.ts';

/**
 * Whether all that a `file` source reads are pages of metrics, which need no `metrics` of the configuration.
 *
 * @param options as the user wrote them
 */
export function readsPages(options: unknown): boolean {
  if (!isMap(options)) return false;
  const { textfile, paths } = options;
  if (textfile === true) return true;
  return Array.isArray(paths) && paths.length > 0 && paths.every(isPage);
}

function isPage(path: unknown): boolean {
  const text = path instanceof Text ? path.peek() : path;
  return typeof text === 'string' && /\.prom(\.gz)?$/.test(text);
}
