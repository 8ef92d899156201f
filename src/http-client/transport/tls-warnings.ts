import { readFailure } from '../../message/read-failure.ts';
import type { Finding } from '../../schema/finding.ts';
import { isPem } from './tls-files.ts';
import type { Tls } from './tls-schema.ts';

interface Files {
  readFile(path: string): string;
}

/**
 * Warns about certificates and keys that cannot be read on this machine. This is no error, because in a cluster they
 * are mounted into the pod. A secret that is not mounted is reported when references are resolved.
 *
 * @param path the path of the settings, for the findings
 */
export function tlsWarnings(
  tls: Tls | undefined,
  path: readonly PropertyKey[],
  files: Files,
): readonly Finding[] {
  return (['ca', 'cert', 'key'] as const).flatMap((key) => {
    const text = tls?.[key]?.peek();
    const message = text === undefined || isPem(text) ? undefined : faultOf(text, files);
    return message === undefined ? [] : [{ path: [...path, key], message }];
  });
}

/** Without the path, which is treated as a secret because it may be a key pasted by mistake. */
function faultOf(path: string, files: Files): string | undefined {
  try {
    return isPem(files.readFile(path)) ? undefined : 'the file that it names is not PEM';
  } catch (error) {
    return `the file that it names cannot be read here (${readFailure(error)}): it must be there where polyprom runs`;
  }
}
