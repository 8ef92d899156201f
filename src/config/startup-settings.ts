import { isMap } from '../schema/containers.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { StartedConfig } from './loaded.ts';

/**
 * The settings that are read only at startup and differ from those that the process was started with, as paths.
 *
 * @param given settings of `server` that flags or environment variables set, which override the file
 */
export function changedStartupSettings(
  { config: { server } }: Pick<StartedConfig, 'config'>,
  { config: { server: started } }: Pick<StartedConfig, 'config'>,
  given: readonly string[] = [],
): readonly (readonly string[])[] {
  return differences(server, started, ['server']).filter(
    ([, setting = '']) => !given.includes(setting),
  );
}

function differences(
  a: unknown,
  b: unknown,
  path: readonly string[],
): readonly (readonly string[])[] {
  if (isMap(a) && isMap(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => differences(a[key], b[key], [...path, key]));
  }
  return fingerprintOf(a) === fingerprintOf(b) ? [] : [path];
}
