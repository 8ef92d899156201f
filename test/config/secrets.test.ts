import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { revealBody } from '../../src/http-client/exchange/body-field.ts';
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

function parseBody(body: string) {
  return parseConfig(
    `{collectors: {a: {http: {url: 'http://a.test', body: ${body}}, metrics: {m: {help: M., value: v}}}}}`,
    'polyprom.yaml',
    worldOf(),
  );
}

describe('in a body that is written as an object', () => {
  it('a number under the name of a secret is hidden, and sent as a number', () => {
    const { config, print, scrub } = parseBody('{ pin: 123456, page: 7, pins: [{ otp: 654321 }] }');
    expect(print()).toContain('pin: <secret>');
    expect(print()).toContain('otp: <secret>');
    expect(print()).toContain('page: 7');
    expect(scrub('wrong pin 123456 or 654321')).toBe('wrong pin <secret> or <secret>');
    const body = config.collectors['a']?.http?.body;
    if (body === undefined) throw new Error('not the body of this test');
    expect(revealBody(body)).toBe('{"pin":123456,"page":7,"pins":[{"otp":654321}]}');
  });

  it('a word of JSON under such a name is not taken for a secret', () => {
    const { scrub } = parseBody(`'{"session": true, "pin": 123456}'`);
    expect(scrub('it is true that 123456')).toBe('it is true that <secret>');
  });
});

it('what is printed has no control characters', () => {
  const help = 'a\u001b[2Jb\u009bc\u202ed\te';
  const a = { http: { url: 'http://a.test' }, metrics: { m: { help, value: '1' } } };
  const { print } = parseConfig(JSON.stringify({ collectors: { a } }), 'polyprom.json', worldOf());

  expect(print()).toMatch(/a\\(x1b|e)\[2Jb/);
  expect(print()).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});

describe('a secret that is written out', () => {
  it.each([
    ['a password', 'auth: { basic: { username: u, password: hunter2 } }', 'auth.basic.password'],
    ['a token', 'auth: { bearer: { token: hunter2 } }', 'auth.bearer.token'],
    ['a header', 'headers: { X-Api-Key: hunter2 }', 'headers.X-Api-Key'],
    ['a parameter', 'query: { token: hunter2 }', 'query.token'],
    ['a field of a form', 'form: { user: u, pass: hunter2 }', 'form.pass'],
    ['a body', 'body: "user=u&pass=hunter2"', 'body'],
    [
      'a key',
      'tls: { cert: "-----BEGIN CERTIFICATE-----", key: "-----BEGIN PRIVATE KEY-----hunter2" }',
      'tls.key',
    ],
    ['a number in a body', 'body: { pin: 123456 }', 'body.pin'],
    ['a password beside a reference', 'url: "http://u:hunter2@${env:HOST}"', 'url'],
  ])('is warned of: %s', (_, option, place) => {
    const lines = ['collectors:', '  shop:', '    http:', `      ${option}`];
    if (!option.startsWith('url')) lines.push('      url: http://shop.test');
    lines.push('    metrics: { m: { help: M., value: v } }');
    const { warnings } = parseConfig(lines.join('\n'), 'p.yaml', worldOf({ HOST: 'shop.test' }));
    const [warning, ...others] = warnings;
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ line: 4, path: `collectors.shop.http.${place}` });
    expect(warning?.message).toMatch(
      /written out.*secretKeyRef.*\$\{file:.*\$\{env:.*configAsSecret/,
    );
    expect(warning?.message).not.toContain('hunter2');
  });

  it.each([
    ['what is filled in', 'auth: { bearer: { token: "${env:TOKEN}" } }'],
    ['what is filled in with words around it', 'headers: { Authorization: "Token ${env:TOKEN}" }'],
    ['a reference', 'auth: { bearer: { token: { secretKeyRef: { name: shop, key: t } } } }'],
    ['other headers', 'headers: { accept: application/json }'],
    ['the path of a key', 'tls: { cert: /etc/ssl/tls.crt, key: /etc/ssl/tls.key }'],
    ['a relative path of a key', 'tls: { cert: tls.crt, key: tls.key }'],
  ])('is not warned of where there is none: %s', (_, option) => {
    const config = `collectors: { shop: { http: { url: http://shop.test, ${option} }, metrics: { m: { help: M., value: v } } } }`;
    const files = new Map([
      ['/etc/polyprom/secrets/shop/t', 'hunter2'],
      ['/etc/ssl/tls.crt', '-----BEGIN CERTIFICATE-----'],
      ['/etc/ssl/tls.key', '-----BEGIN PRIVATE KEY-----'],
    ]);
    const { warnings } = parseConfig(config, 'p.yaml', worldOf({ TOKEN: 'hunter2' }, files));
    expect(warnings.filter(({ message }) => message.includes('written out'))).toEqual([]);
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
