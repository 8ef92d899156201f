import type { z } from 'zod';
import { httpAddress } from '../../schema/address.ts';
import { always, isMap, listOf, mapOf, object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { expression } from '../../schema/expression.ts';
import { anyName, headerName } from '../../schema/names.ts';
import { boolean, choice, number, plainText, text } from '../../schema/scalars.ts';
import { headerValue, hideSecrets, maybeSecretText, secretText } from '../../schema/secret.ts';
import { atMostOne } from './at-most-one.ts';
import { Auth } from '../../http-client/auth/auth-schema.ts';
import { bodyField } from '../../http-client/exchange/body-field.ts';
import { statusRange } from '../../http-client/exchange/status-range.ts';
import { Tls } from '../../http-client/transport/tls-schema.ts';

const Proxy = object({
  url: httpAddress()
    .optional()
    .describe('The proxy. Left out: that of the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY).')
    .meta({ examples: ['http://proxy.example:3128'] }),
  username: text().optional().describe('The user that the proxy knows.'),
  password: secretText().optional().describe('The password of that user.'),
  noProxy: listOf(plainText('the name of a host'))
    .optional()
    .describe('Hosts that are reached without the proxy, written as in NO_PROXY.')
    .meta({ examples: [['.svc', '10.0.0.0/8']] }),
  fromEnvironment: boolean()
    .describe('Whether the environment may name a proxy where `url` does not.')
    .prefault(true),
}).describe('The proxy that requests go by.');
export type Proxy = z.output<typeof Proxy>;

const Pagination = object({
  next: expression()
    .optional()
    .describe(
      'The address of the next page, from the page that was read: relative or absolute, or a header Link. Null ends it. Left out, without `query`: the header Link.',
    )
    .meta({ examples: ['links.next', '$response.headers.link'] }),
  query: mapOf(anyName, expression())
    .optional()
    .describe(
      'Parameters that the address of the next page has, each an expression over the page that was read. It ends when all of them are null or empty.',
    )
    .meta({ examples: [{ cursor: 'meta.next_cursor' }] }),
  limit: number({ integer: true, min: 1, max: 10_000 })
    .describe('Pages of one collection; with more the collector fails.')
    .prefault(10),
})
  .check(atMostOne(['next', 'query']))
  .describe('Reads further pages; each is a document of its own, and their samples add up.');
export type Pagination = z.output<typeof Pagination>;

const Retries = object({
  attempts: number({ integer: true, min: 1, max: 10 })
    .describe('How often a request that failed is sent again, within the time of the collection.')
    .meta({ examples: [2] }),
  delay: duration().describe('The wait before the first of them; it doubles.').prefault('200ms'),
  maxDelay: duration()
    .describe('The longest wait. A server that asks for a longer one (Retry-After) is left alone.')
    .prefault('5s'),
  status: listOf(statusRange())
    .prefault([408, 429, 500, 502, 503, 504])
    .describe('Status codes that are worth another attempt.'),
  idempotent: boolean()
    .describe('That a POST may be sent twice, as a query may. Other methods may always.')
    .prefault(false),
}).describe('Sends a request again that failed.');
export type Retries = z.output<typeof Retries>;

/** What the `http` source fetches, and how. Every text may change from request to request: reveal it then. */
export const HttpOptions = object({
  url: httpAddress()
    .describe('The address to fetch.')
    .meta({ examples: ['https://shop.example/api/orders'] }),
  method: choice(['GET', 'POST', 'PUT', 'HEAD'])
    .describe('The method of the request. The document of HEAD is null; `$response` has the rest.')
    .prefault('GET'),
  headers: mapOf(headerName, headerValue())
    .transform(hideSecrets)
    .prefault({})
    .describe(
      'Headers of the request. Values of headers that are called like a secret (authorization, cookie, x-api-key, one with token in it) never print.',
    )
    .meta({ examples: [{ accept: 'application/json' }] }),
  query: mapOf(anyName, maybeSecretText())
    .transform(hideSecrets)
    .prefault({})
    .describe('Parameters that are added to the query of the address.')
    .meta({ examples: [{ state: 'open' }] }),
  body: bodyField()
    .optional()
    .describe('The body of the request: a text, or a map or list that is sent as JSON.')
    .meta({ examples: ['status=open', { query: '{ orders { id } }' }] }),
  form: mapOf(anyName, maybeSecretText())
    .transform(hideSecrets)
    .optional()
    .describe('The body of the request, as the fields of a form.')
    .meta({ examples: [{ state: 'open' }] }),
  auth: Auth.optional(),
  tls: Tls.optional(),
  proxy: Proxy.optional(),
  socketPath: text('the path of a socket')
    .optional()
    .describe('A unix socket that stands in for the host of the address.')
    .meta({ examples: ['/var/run/docker.sock'] }),
  keepAlive: boolean()
    .optional()
    .describe(
      'Whether connections are kept for the next collection. Left out: yes, but not for a POST, which may not be sent twice when a kept connection turns out to be closed.',
    ),
  followRedirects: boolean()
    .describe(
      'Whether redirects are followed, ten at most. Credentials stay with the first origin.',
    )
    .prefault(true),
  validStatus: listOf(statusRange())
    .prefault(['2xx'])
    .describe('The status codes of a good answer: numbers, or ranges such as "2xx" and "200-299".')
    .meta({
      examples: [
        [200, 404],
        ['2xx', 304],
      ],
    }),
  pagination: Pagination.optional(),
  retries: Retries.optional(),
})
  .check(atMostOne(['body', 'form']))
  .check(checkRetries())
  .check(checkProxy())
  .describe('Fetches a document by HTTP.');
export type HttpOptions = z.output<typeof HttpOptions>;

function checkRetries<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || value['method'] !== 'POST' || !isMap(value['retries'])) return;
    const { idempotent = false } = value['retries'];
    if (idempotent !== false) return;
    const message =
      'does not go with method POST, which must not be sent twice: if this one only reads, add idempotent: true';
    report(['retries'], message);
  });
}

function checkProxy<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || value['socketPath'] === undefined || !isMap(value['proxy'])) return;
    if (value['proxy']['url'] === undefined) return;
    report(['proxy'], 'does not go with socketPath: keep one');
  });
}
