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
    .describe('The user.')
    .meta({ examples: ['prometheus'] }),
  password: secretText()
    .describe('The password.')
    .meta({ examples: ['${file:/run/secrets/shop/password}'] }),
}).describe('HTTP basic authentication.');

const Bearer = object({
  token: secretText('a text', checkHeaderValue)
    .describe('The token.')
    .meta({ examples: ['${env:SHOP_TOKEN}', { secretKeyRef: { name: 'shop', key: 'token' } }] }),
}).describe('A token in the header Authorization.');

const OAuth2 = object({
  tokenUrl: httpAddress()
    .describe('Where tokens are given out.')
    .meta({ examples: ['https://login.example/oauth2/token'] }),
  clientId: text()
    .describe('The name of the client.')
    .meta({ examples: ['polyprom'] }),
  clientSecret: secretText()
    .describe('The secret of the client.')
    .meta({ examples: [{ secretKeyRef: { name: 'shop', key: 'client-secret' } }] }),
  clientAuthentication: choice(['header', 'body'])
    .describe('Whether the client names itself by basic authentication, or in the body.')
    .prefault('header'),
  scopes: listOf(text())
    .optional()
    .describe('What the token is to be good for.')
    .meta({ examples: [['orders:read']] }),
  params: mapOf(anyName, maybeSecretText())
    .transform(hideSecrets)
    .prefault({})
    .describe('Further parameters of the request for a token, such as `audience`.')
    .meta({ examples: [{ audience: 'https://shop.example' }] }),
  maxAge: maxAge('a token'),
  tls: Tls.optional().describe('TLS of `tokenUrl`. Left out: the `tls` of the source.'),
}).describe(
  'OAuth 2 client credentials: a token is asked for, kept, and renewed before it ends or when it is refused.',
);
export type OAuth2 = z.output<typeof OAuth2>;

const Login = object({
  url: httpAddress()
    .describe('Where to log in.')
    .meta({ examples: ['https://device.example/api/login'] }),
  method: choice(['POST', 'GET', 'PUT']).describe('The method of the login.').prefault('POST'),
  headers: mapOf(headerName, headerValue())
    .transform(hideSecrets)
    .prefault({})
    .describe('Headers of the login.'),
  body: bodyField()
    .optional()
    .describe('The body of the login: a text, or a map or list that is sent as JSON.')
    .meta({ examples: [{ user: 'monitor', password: '${file:/run/secrets/device/password}' }] }),
  form: mapOf(anyName, maybeSecretText())
    .transform(hideSecrets)
    .optional()
    .describe('The body of the login, as the fields of a form.')
    .meta({ examples: [{ user: 'monitor', password: '${file:/run/secrets/device/password}' }] }),
  token: expression()
    .optional()
    .describe(
      'Where the token is in the answer, which is read as JSON; `$response.headers` are its headers. Left out: only cookies are kept.',
    )
    .meta({ examples: ['data.token', '$response.headers."x-auth-token"'] }),
  header: plainText('the name of a header')
    .optional()
    .describe('The header that the token is sent in as it is. Left out: `Authorization: Bearer`.')
    .meta({ examples: ['x-auth-token'] }),
  refusedStatus: listOf(number({ integer: true, min: 100, max: 599 }))
    .prefault([401, 403])
    .describe('Status codes of the document that mean that the login has ended.')
    .meta({ examples: [[302, 401]] }),
  maxAge: maxAge('a login'),
})
  .check(atMostOne(['body', 'form']))
  .check(checkHeader())
  .describe(
    'Logs in first. The cookies, and the token if there is one, are kept until they are refused, then it logs in once more.',
  );
export type Login = z.output<typeof Login>;

export const Auth = object({
  basic: Basic.optional(),
  bearer: Bearer.optional(),
  oauth2: OAuth2.optional(),
  login: Login.optional(),
})
  .check(exactlyOne(['basic', 'bearer', 'oauth2', 'login']))
  .describe('How the request proves who asks: one of basic, bearer, oauth2, login.');
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
