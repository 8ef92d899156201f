import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { ConfigError } from '../../../src/config/document/problem.ts';
import { HttpOptions } from '../../../src/sources/http/schema.ts';

/** What is said of the options of a collector `a`, in the order of the file. */
function problemsOf(options: string): readonly string[] {
  const text = `collectors: { a: { http: { url: "http://a.example", ${options} }, metrics: { b: { help: B., value: c } } } }`;
  const environment = { env: {}, readFile: () => '-----BEGIN CERTIFICATE-----' };
  try {
    return parseConfig(text, 'test.yaml', environment).warnings.map(({ message }) => message);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .map((line) => line.replace(/^test\.yaml:\d+:\d+ collectors\.a\.http[.:]?\s?/, ''));
  }
}

describe('options that are refused', () => {
  it.each([
    ['method: DELETE', 'method: expected one of GET, POST, PUT, HEAD, got the string "DELETE"'],
    [
      'validStatus: ["2x"]',
      'validStatus[0]: expected a status code such as 200, or a range such as "2xx" or "200-299", got the string "2x"',
    ],
    [
      'validStatus: ["299-200"]',
      'validStatus[0]: expected a status code such as 200, or a range such as "2xx" or "200-299", got the string "299-200"',
    ],
    ['validStatus: []', 'validStatus: is empty, expected at least one'],
    [
      'body: 5',
      'body: expected a string, or an object or array that is sent as JSON, got the number 5',
    ],
    ['body: a, form: { b: c }', 'has body and form: keep one'],
    ['auth: {}', 'auth: has none of basic, digest, bearer, oauth2, login: write one'],
    [
      'auth: { basic: { username: a, password: b }, bearer: { token: c } }',
      'auth: has basic and bearer: keep one',
    ],
    [
      'auth: { oauth2: { tokenUrl: "http://b.example", clientId: a, clientSecret: 5 } }',
      'auth.oauth2.clientSecret: expected a string, got a number: write it in quotes',
    ],
    [
      'auth: { login: { url: "http://b.example", header: x-token } }',
      'auth.login.header: needs token: say where the token is',
    ],
    [
      'auth: { login: { url: "http://b.example", header: "x token", token: t } }',
      'auth.login.header: not the name of a header, such as x-tenant',
    ],
    ['tls: { cert: /a.crt }', 'tls.cert: needs key too: a certificate and its key go together'],
    ['tls: { key: /a.key }', 'tls.key: needs cert too: a certificate and its key go together'],
    [
      'tls: { insecure: true }',
      'tls.insecure: unknown key; possible are ca, cert, key, passphrase, serverName, insecureSkipVerify, minVersion',
    ],
    [
      'proxy: { url: "http://b.example" }, socketPath: /a.sock',
      'proxy: does not go with socketPath: keep one',
    ],
    ['pagination: { next: a, query: { b: c } }', 'pagination: has next and query: keep one'],
    [
      'method: POST, retries: { attempts: 2 }',
      'retries: does not go with method POST, which must not be sent twice: if this one only reads, add idempotent: true',
    ],
    [
      'retries: { delay: 1s }',
      'retries.attempts: is missing, expected a whole number from 1 to 10',
    ],
    ['timeout: 5s', 'timeout: unknown key here: it belongs in collectors.a'],
  ])('%s', (options, message) => {
    expect(problemsOf(options)).toEqual([message]);
  });

  it('are all told at once', () => {
    expect(problemsOf('body: a, form: { b: c }, method: GO, tls: { key: /a.key }').length).toBe(3);
  });
});

describe('options that are taken', () => {
  it.each([
    'proxy: { fromEnvironment: false }, socketPath: /a.sock',
    'method: POST, retries: { attempts: 2, idempotent: true }',
    'validStatus: [200, "3XX", "400 - 404", "${env:STATUS:-500}"]',
    'auth: { login: { url: "http://b.example", body: [1], token: t, header: "${env:HEADER:-x-token}" } }',
    'body: { a: { secretKeyRef: { name: b, key: c } }, d: null }',
    'tls: { ca: { secretKeyRef: { name: b, key: ca.crt } }, cert: "${file:/c}", key: "${file:/k}" }',
    'pagination: {}',
  ])('%s', (options) => {
    expect(problemsOf(options)).toEqual([]);
  });
});

it('what is left out has its default', () => {
  const options = HttpOptions.parse({ url: 'http://a.example', retries: { attempts: 1 }, tls: {} });

  expect(options).toMatchObject({
    method: 'GET',
    redirects: 'follow',
    allowInsecureRedirects: false,
    validStatus: [{ from: 200, to: 299 }],
    retries: { delay: 200, maxDelay: 5000, idempotent: false },
    tls: { insecureSkipVerify: false, minVersion: 'TLS12' },
  });
});
