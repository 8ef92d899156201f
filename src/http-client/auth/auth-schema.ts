import type { z } from 'zod';
import { httpAddress } from '../../schema/address.ts';
import {
  always,
  atMostOne,
  exactlyOne,
  isMap,
  listOf,
  mapOf,
  object,
} from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { expression } from '../../schema/expression.ts';
import { checkHeaderValue } from '../../schema/header-value.ts';
import { anyName, headerName } from '../../schema/names.ts';
import { choice, number, plainText, text } from '../../schema/scalars.ts';
import { headerValue, hideSecrets, maybeSecretText, secretText } from '../../schema/secret.ts';
import { bodyField } from '../exchange/body-field.ts';
import { Tls } from '../transport/tls-schema.ts';

const Basic = object({
  username: text()
    .describe('The user name.')
    .meta({ examples: ['prometheus'] }),
  password: secretText()
    .describe('The password.')
    .meta({ examples: ['${file:/run/secrets/shop/password}'] }),
}).describe('HTTP basic authentication.');

const Bearer = object({
  token: secretText('a string', checkHeaderValue)
    .describe('The token.')
    .meta({ examples: ['${env:SHOP_TOKEN}', { secretKeyRef: { name: 'shop', key: 'token' } }] }),
}).describe('A bearer token in the Authorization header.');

const OAuth2 = object({
  tokenUrl: httpAddress()
    .describe('The URL of the token endpoint.')
    .meta({ examples: ['https://login.example/oauth2/token'] }),
  clientId: text()
    .describe('The client ID.')
    .meta({ examples: ['polyprom'] }),
  clientSecret: secretText()
    .describe('The client secret.')
    .meta({ examples: [{ secretKeyRef: { name: 'shop', key: 'client-secret' } }] }),
  clientAuthentication: choice(['header', 'body'])
    .describe('Whether the client ID and secret are sent by basic authentication or in the body.')
    .prefault('header'),
  scopes: listOf(text())
    .optional()
    .describe('The requested scopes.')
    .meta({ examples: [['orders:read']] }),
  params: mapOf(anyName, maybeSecretText())
    .transform(hideSecrets)
    .prefault({})
    .describe('Additional parameters of the token request, such as `audience`.')
    .meta({ examples: [{ audience: 'https://shop.example' }] }),
  maxAge: maxAge('a token'),
  tls: Tls.optional().describe('TLS settings for `tokenUrl`. Default: the `tls` of the source.'),
}).describe(
  'OAuth 2 client credentials. The token is cached, and renewed before it expires or when it is rejected.',
);
export type OAuth2 = z.output<typeof OAuth2>;

const Login = object({
  url: httpAddress()
    .describe('The URL of the login.')
    .meta({ examples: ['https://device.example/api/login'] }),
  method: choice(['POST', 'GET', 'PUT'])
    .describe('The request method of the login.')
    .prefault('POST'),
  headers: mapOf(headerName, headerValue())
    .transform(hideSecrets)
    .prefault({})
    .describe('The request headers of the login.'),
  body: bodyField()
    .optional()
    .describe(
      'The request body of the login: a string, or an object or array that is sent as JSON.',
    )
    .meta({ examples: [{ user: 'monitor', password: '${file:/run/secrets/device/password}' }] }),
  form: mapOf(anyName, maybeSecretText())
    .transform(hideSecrets)
    .optional()
    .describe('The request body of the login as form fields.')
    .meta({ examples: [{ user: 'monitor', password: '${file:/run/secrets/device/password}' }] }),
  token: expression()
    .optional()
    .describe(
      'Where the token is in the JSON response; `$response.headers` has the response headers. Default: only cookies are kept.',
    )
    .meta({ examples: ['data.token', '$response.headers."x-auth-token"'] }),
  header: plainText('the name of a header')
    .optional()
    .describe(
      'The header that the token is sent in, without a prefix. Default: `Authorization: Bearer`.',
    )
    .meta({ examples: ['x-auth-token'] }),
  refusedStatus: listOf(number({ integer: true, min: 100, max: 599 }))
    .prefault([401, 403])
    .describe('Status codes of the document that mean that the session has expired.')
    .meta({ examples: [[302, 401]] }),
  maxAge: maxAge('a login'),
})
  .check(atMostOne(['body', 'form']))
  .check(checkHeader())
  .describe(
    'Logs in first. Cookies and the token, if there is one, are reused until they are rejected; then it logs in again.',
  );
export type Login = z.output<typeof Login>;

export const Auth = object({
  basic: Basic.optional(),
  bearer: Bearer.optional(),
  oauth2: OAuth2.optional(),
  login: Login.optional(),
})
  .check(exactlyOne(['basic', 'bearer', 'oauth2', 'login']))
  .describe('Authentication: one of basic, bearer, oauth2, login.');
export type Auth = z.output<typeof Auth>;

function maxAge(what: string) {
  return duration()
    .describe(`The longest time that ${what} is used, even if it is valid for longer.`)
    .prefault('24h');
}

function checkHeader<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || value['header'] === undefined) return;
    if (value['token'] === undefined) report(['header'], 'needs token: say where the token is');
    const name = value['header'];
    const fault = typeof name === 'string' ? headerName.fault(name) : undefined;
    if (fault !== undefined) report(['header'], fault);
  });
}
