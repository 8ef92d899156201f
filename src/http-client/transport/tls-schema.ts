import type { z } from 'zod';
import { always, isMap, object } from '../../schema/containers.ts';
import { boolean, choice, text } from '../../schema/scalars.ts';
import { maybeSecretText, secretText } from '../../schema/secret.ts';

const pem = 'the path of a PEM file, or PEM';

export const Tls = object({
  ca: maybeSecretText(pem)
    .optional()
    .describe(
      'Trusted certificates, instead of the default ones of Node.js: PEM, or the path of a PEM file, which is read again when it changes.',
    )
    .meta({
      examples: ['/etc/ssl/shop/ca.crt', { secretKeyRef: { name: 'shop', key: 'ca.crt' } }],
    }),
  cert: maybeSecretText(pem)
    .optional()
    .describe('The client certificate, together with `key`: PEM or a path, as for `ca`.')
    .meta({ examples: ['/etc/ssl/shop/tls.crt'] }),
  key: secretText(pem, (key) => key.hiding({ mayBePath: true }))
    .optional()
    .describe('The private key of `cert`: PEM or a path, as for `ca`.')
    .meta({ examples: ['/etc/ssl/shop/tls.key'] }),
  passphrase: secretText().optional().describe('The passphrase of `key`.'),
  serverName: text()
    .optional()
    .describe(
      'The name that the server certificate must be valid for. Default: the host of the URL.',
    )
    .meta({ examples: ['shop.example'] }),
  insecureSkipVerify: boolean()
    .describe('Accepts any certificate, so that the identity of the server is not verified.')
    .prefault(false),
  minVersion: choice(['TLS10', 'TLS11', 'TLS12', 'TLS13'])
    .describe('Minimum TLS version. TLS10 and TLS11 also allow the weak ciphers of old devices.')
    .prefault('TLS12'),
})
  .check(checkPair())
  .describe('TLS settings of the connection.');
export type Tls = z.output<typeof Tls>;

function checkPair<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || (value['cert'] === undefined) === (value['key'] === undefined)) return;
    const [has, lacks] = value['key'] === undefined ? ['cert', 'key'] : ['key', 'cert'];
    report([has], `needs ${lacks} too: a certificate and its key go together`);
  });
}
