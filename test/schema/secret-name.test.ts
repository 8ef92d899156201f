import { describe, expect, it } from 'vitest';
import { isSecretName, isSecretVariable } from '../../src/schema/secret-name.ts';

describe('isSecretName', () => {
  it.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'X-Api-Key',
    'apikey',
    'api_key',
    'x-auth-token',
    'PRIVATE-TOKEN',
    'X-Vault-Token',
    'x-secret',
    'accessKey',
    'x-key',
    'auth',
    'X-Amz-Signature',
    'password',
    'passwd',
    'pass',
    'pwd',
    'sid',
    'session',
    'PHPSESSID',
    'jsessionid',
    'jwt',
    'X-JWT-Assertion',
    'sig',
    'code',
    'dbpass',
    'dsn',
    'subscription-key',
  ])('%s: yes', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    'accept',
    'user-agent',
    'x-tenant',
    'keyboard',
    'author',
    'monkey',
    'page',
    'content-type',
    'status-code',
    'signal',
    'country_code',
    'bypass',
    'zip-code',
    'side',
  ])('%s: no', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('isSecretVariable', () => {
  it.each([
    ['DB_PASSWORD', true],
    ['GITHUB_TOKEN', true],
    ['SHOP_API_KEY', true],
    ['SHOP_PASS', true],
    ['DB_PWD', true],
    ['DATABASE_URL', true],
    ['SENTRY_DSN', true],
    ['SHOP_JWT', true],
    ['PROXY_AUTH', true],
    ['LICENSE_KEY', true],
    ['SESSION_ID', true],
    ['AZURE_CONNECTION_STRING', true],
    ['KEY_COUNT', false],
    ['SHOP_URL', false],
    ['SHOP_HOST', false],
    ['PORT', false],
    ['AUTH_REGION', false],
    ['HOME', false],
  ])('%s: %s', (name, secret) => {
    expect(isSecretVariable(name)).toBe(secret);
  });
});
