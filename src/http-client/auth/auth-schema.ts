import type { z } from 'zod';
import { httpAddress } from '../../schema/address.ts';
import { exactlyOne, listOf, mapOf, object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { checkHeaderValue } from '../../schema/header-value.ts';
import { anyName } from '../../schema/names.ts';
import { choice, text } from '../../schema/scalars.ts';
import { hideSecrets, maybeSecretText, secretText } from '../../schema/secret.ts';
import { Tls } from '../transport/tls-schema.ts';
import { Login } from './login-schema.ts';

const Basic = object({
  username: text()
    .describe('The user name.')
    .meta({ examples: ['prometheus'] }),
  password: secretText()
    .describe('The password.')
    .meta({ examples: ['${file:/run/secrets/shop/password}'] }),
}).describe('HTTP basic authentication.');

const Digest = object({
  username: text()
    .describe('The user name.')
    .meta({ examples: ['monitor'] }),
  password: secretText()
    .describe('The password.')
    .meta({ examples: ['${file:/run/secrets/camera/password}'] }),
}).describe(
  'HTTP digest authentication (RFC 7616) with MD5 or SHA-256. The nonce of the server is reused.',
);
export type Digest = z.output<typeof Digest>;

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

export const Auth = object({
  basic: Basic.optional(),
  digest: Digest.optional(),
  bearer: Bearer.optional(),
  oauth2: OAuth2.optional(),
  login: Login.optional(),
})
  .check(exactlyOne(['basic', 'digest', 'bearer', 'oauth2', 'login']))
  .describe('Authentication: one of basic, digest, bearer, oauth2, login.');
export type Auth = z.output<typeof Auth>;

function maxAge(what: string) {
  return duration()
    .describe(`The longest time that ${what} is used, even if it is valid for longer.`)
    .prefault('24h');
}
