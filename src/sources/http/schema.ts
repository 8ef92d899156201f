import type { z } from 'zod';
import { httpAddress } from '../../schema/address.ts';
import { exactlyOne, listOf, mapOf, object } from '../../schema/containers.ts';
import { headerName, parameterName } from '../../schema/names.ts';
import { choice, number, text } from '../../schema/scalars.ts';
import { hideSecrets, maybeSecretText, secretText } from '../../schema/secret.ts';

const Auth = object({
  basic: object({
    username: text()
      .describe('The user.')
      .meta({ examples: ['prometheus'] }),
    password: secretText()
      .describe('The password.')
      .meta({ examples: ['${file:/run/secrets/shop/password}'] }),
  })
    .optional()
    .describe('HTTP basic authentication.'),
  bearer: object({
    token: secretText()
      .describe('The token.')
      .meta({ examples: ['${env:SHOP_TOKEN}', { secretKeyRef: { name: 'shop', key: 'token' } }] }),
  })
    .optional()
    .describe('A token in the header Authorization.'),
}).check(exactlyOne(['basic', 'bearer']));

/** What the `http` source fetches, and how. Every text may change from request to request: reveal it then. */
export const HttpOptions = object({
  url: httpAddress()
    .describe('The address to fetch.')
    .meta({ examples: ['https://shop.example/api/orders'] }),
  method: choice(['GET', 'POST']).describe('The method of the request.').prefault('GET'),
  headers: mapOf(headerName, maybeSecretText())
    .transform(hideSecrets)
    .prefault({})
    .describe(
      'Headers of the request. Values of headers that are called like a secret (authorization, cookie, x-api-key, *token*) never print.',
    )
    .meta({ examples: [{ accept: 'application/json' }] }),
  query: mapOf(parameterName, maybeSecretText())
    .transform(hideSecrets)
    .prefault({})
    .describe('Parameters that are added to the query of the address.')
    .meta({ examples: [{ state: 'open' }] }),
  body: text()
    .optional()
    .describe('The body of the request.')
    .meta({ examples: ['{"query": "{ orders { id } }"}'] }),
  auth: Auth.optional().describe('How the request says who asks: one of basic, bearer.'),
  validStatus: listOf(number({ integer: true, min: 100, max: 599 }))
    .optional()
    .describe('The status codes of a good answer; without it 200 to 299.')
    .meta({ examples: [[200, 404]] }),
}).describe('Fetches a document by HTTP.');
export type HttpOptions = z.output<typeof HttpOptions>;
