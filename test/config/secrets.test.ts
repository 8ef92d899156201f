import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { worldOf } from './environment.ts';

const text = `
collectors:
  shop:
    http:
      url: https://polly:pass-in-url@shop.example/?token=token-in-query&page=2
      headers: { X-Api-Key: key-in-header, x-ref: { secretKeyRef: { name: shop, key: ref } } }
      query: { api_key: 'key in query/parameter' }
      body: 'login=\${env:LOGIN}'
      auth: { basic: { username: polly, password: '\${file:/run/password}' } }
    metrics: { shop_orders: { help: Orders., value: count } }
`;

function load() {
  const files = new Map([
    ['/run/password', 'pass-in-file\n'],
    ['/etc/polyprom/secrets/shop/ref', 'ref-in-secret'],
  ]);
  const loaded = parseConfig(text, 'polyprom.yaml', worldOf({ LOGIN: 'login-in-env' }, files));
  const { http: options } = loaded.config.collectors['shop'] ?? {};
  if (options === undefined) throw new Error('not the collector of this test');
  return { loaded, files, options };
}

const secrets = [
  'pass-in-url',
  'token-in-query',
  'key-in-header',
  'ref-in-secret',
  'key in query/parameter',
  'login-in-env',
  'pass-in-file',
];

describe('what must not print', () => {
  it('is not in the configuration in force', () => {
    const printed = load().loaded.print();
    expect(secrets.filter((secret) => printed.includes(secret))).toEqual([]);
    expect(printed).toContain('url: https://<secret>@shop.example/?token=<secret>&page=2');
    expect(printed).toContain('X-Api-Key: <secret>');
    expect(printed).toContain('body: login=<secret>');
  });

  it('is not in what a debugger or a log makes of it', () => {
    const { loaded } = load();
    const printed = `${inspect(loaded, { depth: 20 })}${JSON.stringify(loaded)}`;
    expect(secrets.filter((secret) => printed.includes(secret))).toEqual([]);
  });

  it('is taken out of the messages of others, in every form that they have it', () => {
    const { loaded } = load();
    const forms = [
      ...secrets,
      encodeURIComponent('key in query/parameter'),
      Buffer.from('polly:pass-in-file').toString('base64'),
      Buffer.from('polly:pass-in-url').toString('base64'),
      Buffer.from('ref-in-secret').toString('base64'),
    ];
    for (const form of forms)
      expect(loaded.scrub(`before ${form} after`)).toBe('before <secret> after');
    expect(loaded.scrub('connect ECONNREFUSED shop.example')).toBe(
      'connect ECONNREFUSED shop.example',
    );
  });

  it('is still known when the file has changed since', () => {
    const { loaded, files, options } = load();
    files.set('/run/password', 'pass-rotated\n');
    expect(options.auth?.basic?.password.reveal()).toBe('pass-rotated');
    expect(loaded.scrub('pass-in-file, pass-rotated')).toBe('<secret>, <secret>');
    const pair = Buffer.from('polly:pass-rotated').toString('base64');
    expect(loaded.scrub(`Basic ${pair}`)).toBe('Basic <secret>');
  });
});

describe('a secret', () => {
  it('is what the file holds now', () => {
    const { files, options } = load();
    files.set('/etc/polyprom/secrets/shop/ref', 'new-ref\n');
    expect(options.headers['x-ref']?.reveal()).toBe('new-ref');
    files.delete('/run/password');
    expect(() => options.auth?.basic?.password.reveal()).toThrow(
      'cannot read /run/password: there is no such file',
    );
  });

  it('may be mounted in another folder', () => {
    const config = text.replace('${file:/run/password}', 'p');
    const files = new Map([['/tmp/secrets/shop/ref', 'ref-elsewhere']]);
    const world = { ...worldOf({ LOGIN: 'l' }, files), secretsFolder: '/tmp/secrets' };
    const { collectors } = parseConfig(config, 'polyprom.yaml', world).config;
    expect(collectors['shop']?.http?.headers['x-ref']?.reveal()).toBe('ref-elsewhere');
  });
});
