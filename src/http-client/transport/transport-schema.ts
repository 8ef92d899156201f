import type { z } from 'zod';
import { always, isMap, type object } from '../../schema/containers.ts';
import { boolean, text } from '../../schema/scalars.ts';
import { Proxy } from './proxy-schema.ts';
import { Tls } from './tls-schema.ts';

/** How a server is reached. A schema with these fields must also use `checkTransport`. */
export const transportFields = {
  tls: Tls.optional(),
  proxy: Proxy.optional(),
  socketPath: text('the path of a socket')
    .optional()
    .describe('The path of a Unix socket to connect to instead of the host of the URL.')
    .meta({ examples: ['/var/run/docker.sock'] }),
  keepAlive: boolean()
    .optional()
    .describe(
      'Whether connections are kept open for the next collection. Default: true, but false for a POST, which may not be sent twice if a kept connection turns out to be closed.',
    ),
  lenient: boolean()
    .optional()
    .describe(
      'Reads responses that break HTTP in ways that curl refuses as well, such as two lengths or lines that are no headers. Each request has a connection of its own. Not possible through a proxy.',
    ),
};
export type TransportOptions = z.output<ReturnType<typeof object<typeof transportFields>>>;

/** Rejects fields that contradict each other. */
export function checkTransport<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || value['socketPath'] === undefined || !isMap(value['proxy'])) return;
    if (value['proxy']['url'] === undefined) return;
    report(['proxy'], 'does not go with socketPath: keep one');
  });
}
