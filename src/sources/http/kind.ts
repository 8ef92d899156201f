import { tlsWarnings } from '../../http-client/transport/tls-warnings.ts';
import type { SourceKind } from '../kind.ts';
import { HttpOptions } from './schema.ts';

/** Documents that an HTTP server returns. */
export const httpKind: SourceKind<HttpOptions> = {
  schema: HttpOptions,
  families: { made: 'extracted' },
  warnings: ({ tls, auth }, files) => [
    ...tlsWarnings(tls, ['tls'], files),
    ...tlsWarnings(auth?.oauth2?.tls, ['auth', 'oauth2', 'tls'], files),
  ],
  async create(options, rules, context) {
    const { createHttpSource } = await import('./create.ts');
    return createHttpSource(options, rules, context);
  },
};
