import type { z } from 'zod';
import { isPem } from '../../http-client/transport/tls-files.ts';
import type { Tls } from '../../http-client/transport/tls-schema.ts';
import type { Collector } from '../schema/collector.ts';
import { readFailure, type Environment } from '../document/environment.ts';
import type { Finding } from '../document/issues.ts';
import type { Path } from '../document/raw.ts';
import type { Config } from '../schema/schema.ts';

/**
 * Certificates and keys that cannot be read on this machine. They need not be here: in a cluster they
 * are mounted into the pod. A secret that is not mounted is told where references are filled in.
 */
export function tlsWarnings({ collectors }: Config, environment: Environment): readonly Finding[] {
  return Object.entries(collectors).flatMap(
    ([name, { http }]: [string, z.output<typeof Collector>]) => [
      ...warningsOf(http?.tls, ['collectors', name, 'http', 'tls'], environment),
      ...warningsOf(
        http?.auth?.oauth2?.tls,
        ['collectors', name, 'http', 'auth', 'oauth2', 'tls'],
        environment,
      ),
    ],
  );
}

function warningsOf(
  tls: Tls | undefined,
  path: Path,
  environment: Environment,
): readonly Finding[] {
  return (['ca', 'cert', 'key'] as const).flatMap((key) => {
    const text = tls?.[key]?.peek();
    const message = text === undefined || isPem(text) ? undefined : faultOf(text, environment);
    return message === undefined ? [] : [{ path: [...path, key], message }];
  });
}

/** Without the path, which counts as a secret where a key may stand in its place. */
function faultOf(path: string, environment: Environment): string | undefined {
  try {
    return isPem(environment.readFile(path)) ? undefined : 'the file that it names is not PEM';
  } catch (error) {
    return `the file that it names cannot be read here (${readFailure(error)}): it must be there where polyprom runs`;
  }
}
