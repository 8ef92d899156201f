import type { z } from 'zod';
import { httpAddress } from '../../schema/address.ts';
import { atMostOne, listOf, mapOf, object } from '../../schema/containers.ts';
import { anyName, headerName } from '../../schema/names.ts';
import { boolean, choice } from '../../schema/scalars.ts';
import { headerValue, hideSecrets, requestText } from '../../schema/secret.ts';
import { targetPath } from '../../schema/target-path.ts';
import { Pagination } from '../../documents/pagination-schema.ts';
import { Auth } from '../../http-client/auth/auth-schema.ts';
import { bodyField } from '../../http-client/exchange/body-field.ts';
import { redirectFields } from '../../http-client/exchange/redirect-schema.ts';
import { statusRange } from '../../http-client/exchange/status-range.ts';
import { checkRetries, Retries } from '../../http-client/exchange/retry-schema.ts';
import { duration } from '../../schema/duration.ts';
import { Details } from './details-schema.ts';
import { checkReferences, checkTargetPlace } from './reference-checks.ts';
import { checkTransport, transportFields } from '../../http-client/transport/transport-schema.ts';

const fields = {
  url: httpAddress({ inRequest: true })
    .describe('The URL to request.')
    .meta({ examples: ['https://shop.example/api/orders'] }),
  method: choice(['GET', 'POST', 'PUT', 'HEAD'])
    .describe('The request method. With HEAD the document is null; use `$response`.')
    .prefault('GET'),
  headers: mapOf(headerName, headerValue())
    .transform(hideSecrets)
    .prefault({})
    .describe(
      'Request headers. Values of headers whose name suggests a secret (authorization, cookie, x-api-key, or containing token) are never printed.',
    )
    .meta({ examples: [{ accept: 'application/json' }] }),
  query: mapOf(anyName, requestText())
    .transform(hideSecrets)
    .prefault({})
    .describe('Parameters that are added to the query of the URL.')
    .meta({ examples: [{ state: 'open' }] }),
  body: bodyField()
    .optional()
    .describe('The request body: a string, or an object or array that is sent as JSON.')
    .meta({ examples: ['status=open', { query: '{ orders { id } }' }] }),
  form: mapOf(anyName, requestText())
    .transform(hideSecrets)
    .optional()
    .describe('The request body as form fields.')
    .meta({ examples: [{ state: 'open' }] }),
  auth: Auth.optional(),
  ...transportFields,
  ...redirectFields,
  validStatus: listOf(statusRange())
    .prefault(['2xx'])
    .describe(
      'The status codes of a successful response: numbers, or ranges such as "2xx" and "200-299". The document of an empty response is null if the status is 204 or in this list as a number.',
    )
    .meta({
      examples: [
        [200, 404],
        ['2xx', 304],
      ],
    }),
  pagination: Pagination.optional(),
  details: Details.optional(),
  pause: duration()
    .optional()
    .describe('The shortest time between two requests for pages or details, for slow devices.')
    .meta({ examples: ['100ms'] }),
  revalidate: boolean()
    .optional()
    .describe(
      'Sends ETag and Last-Modified of the last response back, so that the server can respond with 304 if nothing has changed. Documents up to 1 MiB are kept, 8 MiB in all.',
    ),
  retries: Retries.optional(),
};

/** What the `http` source fetches, and how. Strings may change between requests, so reveal them for each request. */
export const HttpOptions = object(fields)
  .check(atMostOne(['body', 'form']))
  .check(checkRetries())
  .check(checkReferences())
  .check(checkTransport())
  .describe('Requests documents over HTTP.');
export type HttpOptions = z.output<typeof HttpOptions>;

/** What a module fetches: from its target, unless the module has a fixed URL. */
export const HttpProbeOptions = object({
  ...fields,
  url: fields.url
    .optional()
    .describe(
      'The URL to request, if it is not the target itself. The target then goes into its path or query as `${target}`, or into the query, the headers or the body.',
    )
    .meta({ examples: ['https://gateway.example/devices/${target}/status'] }),
  path: targetPath()
    .optional()
    .describe('Appended to the path of the target.')
    .meta({ examples: ['/api/v1/status'] }),
})
  .check(atMostOne(['body', 'form']))
  .check(atMostOne(['url', 'path']))
  .check(checkRetries())
  .check(checkReferences({ inModule: true }))
  .check(checkTargetPlace())
  .check(checkTransport())
  .describe('Requests documents over HTTP, from the target or about it.');
export type HttpProbeOptions = z.output<typeof HttpProbeOptions>;
