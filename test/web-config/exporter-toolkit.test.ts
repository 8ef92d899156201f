import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/document/problem.ts';
import { loadWebConfig } from '../../src/web-config/load.ts';
import type { WebConfig } from '../../src/web-config/model.ts';
import { certificate } from '../http-client/certificates.ts';

// One case for each configuration under web/testdata of the Prometheus exporter-toolkit, by its name there, written
// anew with certificates of our own. What is refused there is refused here; messages are ours.

const cert = certificate('server.crt');
const key = certificate('server.key');
const indented = (pem: string) => pem.trim().replaceAll('\n', '\n    ');
const pair = 'tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n';
const verified = `${pair}  client_auth_type: VerifyClientCertIfGiven\n`;
const users = `basic_auth_users:
  alice: $2y$12$1DpfPeqF9HzHJt.EWswy1exHluGfbhnn3yXhR7Xes6m3WJqFg0Wby
  bob: $2y$18$4VeFDzXIoPHKnKTU3O3GH.N.vZu06CVqczYZ8WvfzrddFU6tGqjR.
  carol: $2y$10$qRTBuFoULoYNA7AQ/F3ck.trZBPyjV64.oA4ZsSBCIWvXuvQlQTuu
  dave: $2y$10$2UXri9cIDdgeKjBo4Rlpx.U3ZLDV8X1IxKmsfOvhcM5oXQt/mLmXq
`;

/** The file, the certificates beside it. */
function write(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-web-'));
  writeFileSync(join(folder, 'server.crt'), cert);
  writeFileSync(join(folder, 'server.key'), key);
  writeFileSync(join(folder, 'client.pem'), certificate('ca.crt'));
  writeFileSync(join(folder, 'web.yaml'), text);
  return join(folder, 'web.yaml');
}

function load(text: string): WebConfig {
  const environment = { env: {}, readFile: (path: string) => readFileSync(path, 'utf8') };
  return loadWebConfig(write(text), environment).config;
}

/** The mistakes of a file, each as `line:col path: message`. */
function mistakes(text: string): string {
  try {
    load(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.replaceAll(/^\S*web\.yaml:/gm, '');
  }
  throw new Error('the file was taken');
}

const taken: Readonly<Record<string, { readonly text: string; readonly gives: object }>> = {
  web_config_empty: { text: '', gives: { tls: undefined, headers: {} } },
  'web_config_headers.good': {
    text: `http_server_config:
  headers:
    X-Frame-Options: deny
    Strict-Transport-Security: max-age=31536000; includeSubDomains
    X-Content-Type-Options: nosniff
    X-XSS-Protection: 1
    Content-Security-Policy: "default-src 'self' *.test.example.net"
`,
    gives: { headers: { 'X-Frame-Options': 'deny', 'X-XSS-Protection': '1' } },
  },
  'web_config_users.good': { text: pair + users, gives: { tls: { cert, key } } },
  'web_config_users_noTLS.good': { text: users, gives: { tls: undefined } },
  web_config_rate_limiter_nonblocking: {
    text: 'rate_limit:\n  interval: 0\n  burst: 0\n',
    gives: { rateLimit: undefined },
  },
  web_config_rate_limiter_one_second: {
    text: 'rate_limit:\n  interval: "1s"\n  burst: 0\n',
    gives: { rateLimit: { interval: 1000, burst: 0 } },
  },
  'web_config_noAuth.good': {
    text: verified,
    gives: {
      tls: { clientAuth: 'VerifyClientCertIfGiven', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    },
  },
  'web_config_noAuth.good.blocking': {
    text: `${pair}  client_auth_type: RequireAndVerifyClientCert\n`,
    gives: { tls: { clientAuth: 'RequireAndVerifyClientCert', clientCa: undefined } },
  },
  'web_config_auth_clientCAs_missing.bad': {
    text: `${pair}  client_auth_type: RequireAndVerifyClientCert\n`,
    gives: { tls: { clientAuth: 'RequireAndVerifyClientCert' } },
  },
  'web_config_noAuth_allCiphers.good': {
    text: `${verified}  cipher_suites:
  - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
  - TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  - TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
  - TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  - TLS_AES_128_GCM_SHA256
  - TLS_AES_256_GCM_SHA384
  - TLS_CHACHA20_POLY1305_SHA256
  - TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
  - TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
  - TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
  - TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
`,
    gives: { tls: { ciphers: expect.stringMatching(/ECDHE-RSA-AES128-GCM-SHA256.*-AES256-SHA$/) } },
  },
  'web_config_noAuth_someCiphers.good': {
    text: `${verified}  cipher_suites:
  - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  min_version: TLS12
  max_version: TLS12
`,
    gives: {
      tls: {
        maxVersion: 'TLSv1.2',
        ciphers: expect.stringMatching(/:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384$/),
      },
    },
  },
  'web_config_noAuth_someCiphers_noOrder.good': {
    text: `${verified}  cipher_suites:
  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
  prefer_server_cipher_suites: false
  min_version: TLS12
  max_version: TLS12
`,
    gives: {
      tls: {
        ciphers: expect.stringMatching(/:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384$/),
      },
    },
  },
  'web_config_noAuth_allCurves.good': {
    text: `${verified}  curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]\n`,
    gives: { tls: { curves: 'P-256:P-384:P-521:X25519' } },
  },
  'web_config_noAuth_someCurves.good': {
    text: `${verified}  min_version: TLS13\n  curve_preferences:\n  - CurveP521\n`,
    gives: { tls: { curves: 'P-521', minVersion: 'TLSv1.3' } },
  },
  'web_config_noAuth_noHTTP2.good': {
    text: `${verified}  cipher_suites:
  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  max_version: TLS12
http_server_config:
  http2: false
`,
    gives: { tls: { maxVersion: 'TLSv1.2' } },
  },
  // Loads there too; Go then fails to serve, as HTTP/2 wants another cipher suite. polyprom serves HTTP/1.1.
  'web_config_noAuth_noHTTP2Cipher.bad': {
    text: `${verified}  cipher_suites:\n  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n  max_version: TLS12\n`,
    gives: { tls: { maxVersion: 'TLSv1.2' } },
  },
  'web_config_noAuth_tlsInline.good': {
    text: `tls_server_config:\n  cert: |\n    ${indented(cert)}\n  key: |\n    ${indented(key)}\n`,
    gives: { tls: { cert, key, clientAuth: 'NoClientCert' } },
  },
  'tls_config_noAuth.requireanyclientcert.good': {
    text: `${pair}  client_auth_type: RequireAnyClientCert\n`,
    gives: { tls: { clientAuth: 'RequireAnyClientCert' } },
  },
  'tls_config_noAuth.requireanyclientcertkeyinline.good': {
    text: `tls_server_config:\n  cert_file: server.crt\n  key: |\n    ${indented(key)}\n  client_auth_type: RequireClientCert\n`,
    gives: { tls: { key, clientAuth: 'RequireAnyClientCert' } },
  },
  'tls_config_noAuth.requireandverifyclientcert.good': {
    text: `${pair}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: client.pem\n`,
    gives: { tls: { clientCa: certificate('ca.crt') } },
  },
  'web_config_auth_client_san.good': {
    text: `${pair}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: client.pem\n  client_allowed_sans: [one, test3, two]\n`,
    gives: { tls: { clientAllowedSans: ['one', 'test3', 'two'] } },
  },
  'web_config_auth_client_san.bad': {
    text: `${pair}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: client.pem\n  client_allowed_sans: [bad]\n`,
    gives: { tls: { clientAllowedSans: ['bad'] } },
  },
};

const refused: Readonly<Record<string, { readonly text: string; readonly says: RegExp }>> = {
  web_config_junk: {
    text: 'hWkNKCp3fvIx3jKnsaBI\nTuEjdwNS8A2vYdFbiKqr\n',
    says: /^1:1 .*expected/,
  },
  web_config_junk_key: {
    text: 'tls_server_config:\n  cert_filse: "server.crt"\n',
    says: /2:3 tls_server_config.cert_filse: unknown key, did you mean "cert_file"\?/,
  },
  'web_config_noAuth_certPath_empty.bad': {
    text: 'tls_server_config:\n  cert_file: ""\n  key_file: server.key\n',
    says: /^1:1 tls_server_config: has neither cert nor cert_file/,
  },
  'web_config_noAuth_cert_empty.bad': {
    text: 'tls_server_config:\n  cert: ""\n  key_file: server.key\n',
    says: /^1:1 tls_server_config: has neither cert nor cert_file/,
  },
  'web_config_noAuth_keyPath_empty.bad': {
    text: 'tls_server_config:\n  cert_file: server.crt\n  key_file: ""\n',
    says: /^1:1 tls_server_config: has neither key nor key_file/,
  },
  'web_config_noAuth_key_empty.bad': {
    text: 'tls_server_config:\n  cert_file: server.crt\n  key: ""\n',
    says: /^1:1 tls_server_config: has neither key nor key_file/,
  },
  'web_config_noAuth_certPath_keyPath_empty.bad': {
    text: 'tls_server_config:\n  cert_file: ""\n  key_file: ""\n  client_auth_type: "x"\n',
    says: /4:3 tls_server_config.client_auth_type: expected one of NoClientCert, /,
  },
  'web_config_noAuth_certPath_invalid.bad': {
    text: 'tls_server_config:\n  cert_file: somefile\n  key_file: server.key\n',
    says: /2:3 tls_server_config.cert_file: cannot read .*somefile: there is no such file/,
  },
  'web_config_noAuth_keyPath_invalid.bad': {
    text: 'tls_server_config:\n  cert_file: server.crt\n  key_file: somefile\n',
    says: /3:3 tls_server_config.key_file: cannot read .*somefile: there is no such file/,
  },
  'web_config_noAuth_certPath_keyPath_invalid.bad': {
    text: 'tls_server_config:\n  cert_file: somefile\n  key_file: somefile\n',
    says: /2:3 .*cert_file: cannot read [^\n]*\n3:3 .*key_file: cannot read/,
  },
  'web_config_auth_clientCAs_invalid.bad': {
    text: `${pair}  client_ca_file: somefile\n`,
    says: /4:3 tls_server_config.client_ca_file: cannot read .*somefile: there is no such file/,
  },
  'web_config_noAuth.bad': {
    text: `${pair}  client_ca_file: /dev/null\n`,
    says: /4:3 tls_server_config.client_ca_file: has no effect without client_auth_type/,
  },
  'web_config_auth_user_list_invalid.bad': {
    text: `${pair}basic_auth_users:\n  john: doe\n`,
    says: /5:3 basic_auth_users.john: is no bcrypt hash/,
  },
  'web_config_noAuth_inventedCiphers.bad': {
    text: `${verified}  cipher_suites:\n  - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA2048\n`,
    says: /6:5 tls_server_config.cipher_suites\[0\]: .*did you mean "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"/,
  },
  'web_config_noAuth_inventedCurves.bad': {
    text: `${verified}  curve_preferences:\n  - CurveP257\n`,
    says: /6:5 tls_server_config.curve_preferences\[0\]: expected one of CurveP256/,
  },
  'web_config_noAuth_wrongTLSVersion.bad': {
    text: `${verified}  min_version: TLS111\n`,
    says: /5:3 tls_server_config.min_version: expected one of TLS10, TLS11, TLS12, TLS13/,
  },
  'web_config_headers_content_type_options.bad': {
    text: 'http_server_config:\n  headers:\n    X-Content-Type-Options: sniff\n',
    says: /3:5 http_server_config.headers.X-Content-Type-Options: expected nosniff/,
  },
  'web_config_headers_frame_options.bad': {
    text: 'http_server_config:\n  headers:\n    X-Frame-Options: foo\n',
    says: /3:5 http_server_config.headers.X-Frame-Options: expected deny or sameorigin/,
  },
  'web_config_headers_extra_header.bad': {
    text: 'http_server_config:\n  headers:\n    Content-Type: foo\n',
    says: /3:5 http_server_config.headers.Content-Type: this header cannot be configured/,
  },
};

/** What the toolkit lets pass. */
const refusedBesides: Readonly<Record<string, { readonly text: string; readonly says: RegExp }>> = {
  'a minimum above the maximum': {
    text: `${pair}  min_version: TLS13\n  max_version: TLS12\n`,
    says: /4:3 tls_server_config.min_version: is above max_version, TLS12/,
  },
  'a certificate twice': {
    text: `tls_server_config:\n  cert: |\n    ${indented(cert)}\n  cert_file: server.crt\n  key_file: server.key\n`,
    says: /tls_server_config.cert_file: stands beside cert: keep one/,
  },
  'a negative interval': {
    text: 'rate_limit:\n  interval: -1s\n',
    says: /2:3 rate_limit.interval: expected a duration such as 1s/,
  },
  'an interval in nanoseconds': {
    text: 'rate_limit:\n  interval: 1000\n',
    says: /2:3 rate_limit.interval: expected a duration such as 1s/,
  },
  'a key of another certificate': {
    text: 'tls_server_config:\n  cert_file: client.pem\n  key_file: server.key\n',
    says: /1:1 tls_server_config: the \w+ key does not belong to the certificate of/,
  },
};

describe('a configuration of the exporter-toolkit', () => {
  it.each(Object.entries(taken))('%s is taken', (_name, { text, gives }) => {
    expect(load(text)).toMatchObject(gives);
  });

  it.each(Object.entries(refused))('%s is refused', (_name, { text, says }) => {
    expect(mistakes(text)).toMatch(says);
  });

  it('that does not exist is refused', () => {
    const environment = { env: {}, readFile: (path: string) => readFileSync(path, 'utf8') };

    expect(() => loadWebConfig('somefile', environment)).toThrow(
      'cannot read the web configuration file somefile: there is no such file',
    );
  });
});

it.each(Object.entries(refusedBesides))('%s is refused', (_name, { text, says }) => {
  expect(mistakes(text)).toMatch(says);
});

it('a mistake never repeats a hash or a key', () => {
  expect(mistakes('basic_auth_users: { a: hunter2 }\n')).not.toContain('hunter2');
});
