import type { z } from 'zod';
import { always, isMap, listOf, mapOf, object, type KeyRule } from '../schema/containers.ts';
import { readDuration } from '../schema/duration.ts';
import { expected, field, filledIn, type Field } from '../schema/field.ts';
import { boolean, choice, number, plainText } from '../schema/scalars.ts';
import { secretText } from '../schema/secret.ts';
import { clientAuthTypes } from './model.ts';
import { cipherNames, curveNames, versionNames } from './tls-names.ts';

const TlsServerConfig = object({
  cert: plainText('a certificate in PEM')
    .optional()
    .describe('The certificate of the server, PEM.'),
  key: secretText('a private key in PEM').optional().describe('Its private key, PEM.'),
  cert_file: plainText('a path').optional().describe('A file with the certificate of the server.'),
  key_file: plainText('a path').optional().describe('A file with its private key.'),
  client_ca: plainText('certificates in PEM').optional(),
  client_ca_file: plainText('a path').optional(),
  // An empty string means the default, and `RequireClientCert` is an older name: both as in the toolkit.
  client_auth_type: choice([...clientAuthTypes, 'RequireClientCert', '']).optional(),
  client_allowed_sans: listOf(plainText('a subject alternative name')).optional(),
  min_version: choice(names(versionNames)).prefault('TLS12'),
  max_version: choice(names(versionNames)).prefault('TLS13'),
  cipher_suites: listOf(choice(cipherNames)).optional(),
  curve_preferences: listOf(choice(names(curveNames))).optional(),
  prefer_server_cipher_suites: boolean().optional(),
});

const anyValue = () => true;

/** The headers that may be set, and their valid values. Names are case-sensitive, as in the toolkit. */
const headerRules: Readonly<Record<string, (value: string) => boolean>> = {
  'Strict-Transport-Security': anyValue,
  'X-Content-Type-Options': (value) => value === 'nosniff',
  'X-Frame-Options': (value) => value === 'deny' || value === 'sameorigin',
  'X-XSS-Protection': anyValue,
  'Content-Security-Policy': anyValue,
};

const headerName: KeyRule = {
  fault: (key) =>
    Object.hasOwn(headerRules, key)
      ? undefined
      : `this header cannot be configured; possible are ${names(headerRules).join(', ')}`,
};

const HttpServerConfig = object({
  http2: boolean().optional(),
  headers: mapOf(headerName, headerText())
    .check(
      always((headers, report) => {
        for (const [name, value] of isMap(headers) ? Object.entries(headers) : []) {
          if (headerRules[name]?.(String(value)) === false) {
            const allowed = name === 'X-Frame-Options' ? 'deny or sameorigin' : 'nosniff';
            report([name], expected(allowed, value));
          }
        }
      }),
    )
    .optional(),
});

const anyName: KeyRule = {
  fault: (key) => (key === '' ? 'expected a user name' : undefined),
};

/** The web configuration file: the format of the Prometheus exporter-toolkit 0.20. */
export const WebConfigFile = object({
  tls_server_config: TlsServerConfig.optional(),
  http_server_config: HttpServerConfig.optional(),
  basic_auth_users: mapOf(anyName, passwordHash()).optional(),
  rate_limit: object({
    interval: interval().prefault(0),
    burst: number({ integer: true, min: 0 }).prefault(0),
  }).optional(),
});
export type WebConfigFile = z.output<typeof WebConfigFile>;

function names(record: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(record);
}

/** `X-XSS-Protection: 1` is usually written without quotes, which makes it a number. */
function headerText(): Field<string> {
  const expects = 'the value of a header';
  return field({ title: 'string', type: ['string', 'number'] }, expects, (value, context) => {
    const given = filledIn(value, context);
    if (typeof given === 'number') return String(given);
    if (typeof given !== 'string') return context.fail(expected(expects, value));
    // RFC 9110 section 5.5, without obsolete text.
    if (!/^[\t\x20-\x7e]*$/.test(given))
      return context.fail('has characters that no header can hold');
    return given;
  });
}

/** The modular crypt format of bcrypt: version, cost from 4 to 31, 22 characters of salt and 31 of hash. */
const bcryptHash = /^\$2[aby]?\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

function passwordHash() {
  return secretText('a bcrypt hash such as polyprom web-config hash prints', (text, context) => {
    if (!bcryptHash.test(text.reveal())) {
      context.fail('is no bcrypt hash: make one with polyprom web-config hash');
    }
    return text;
  });
}

/** A Go duration. A number would be nanoseconds, which is never intended, so only 0 is accepted. */
function interval(): Field<number> {
  const expects = 'a duration such as 1s, or 0 for no limit';
  return field({ title: 'duration', type: ['string', 'number'] }, expects, (value, context) => {
    const given = filledIn(value, context);
    if (given === 0 || given === '0') return 0;
    const read = typeof given === 'string' ? readDuration(given) : undefined;
    return read ?? context.fail(expected(expects, value));
  });
}
