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
  ])('%s: no', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('isSecretVariable', () => {
  it.each([
    ['DB_PASSWORD', true],
    ['GITHUB_TOKEN', true],
    ['SHOP_API_KEY', true],
    ['PARTITION_KEY', false],
    ['AUTH_REGION', false],
    ['HOME', false],
  ])('%s: %s', (name, secret) => {
    expect(isSecretVariable(name)).toBe(secret);
  });
});
