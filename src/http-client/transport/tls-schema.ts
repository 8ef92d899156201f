import type { z } from 'zod';
import { always, isMap, object } from '../../schema/containers.ts';
import { boolean, choice, text } from '../../schema/scalars.ts';
import { maybeSecretText, secretText } from '../../schema/secret.ts';

const pem = 'the path of a PEM file, or PEM';

export const Tls = object({
  ca: maybeSecretText(pem)
    .optional()
    .describe(
      'Certificates that are trusted, in place of those that Node brings: the path of a PEM file, which is read again when it changes, or PEM.',
    )
    .meta({
      examples: ['/etc/ssl/shop/ca.crt', { secretKeyRef: { name: 'shop', key: 'ca.crt' } }],
    }),
  cert: maybeSecretText(pem)
    .optional()
    .describe('The certificate of this client, with `key`; as `ca`.')
    .meta({ examples: ['/etc/ssl/shop/tls.crt'] }),
  key: secretText(pem)
    .optional()
    .describe('The key of `cert`; as `ca`.')
    .meta({ examples: ['/etc/ssl/shop/tls.key'] }),
  passphrase: secretText().optional().describe('The passphrase of `key`.'),
  serverName: text()
    .optional()
    .describe(
      'The name that the certificate of the server must have. Left out: that of the address.',
    )
    .meta({ examples: ['shop.example'] }),
  insecureSkipVerify: boolean()
    .describe('Takes any certificate: nothing then proves that it is the right server.')
    .prefault(false),
  minVersion: choice(['TLS10', 'TLS11', 'TLS12', 'TLS13'])
    .describe(
      'The oldest version of TLS. TLS10 and TLS11 allow the weak ciphers of old devices too.',
    )
    .prefault('TLS12'),
})
  .check(checkPair())
  .describe('TLS of the connection.');
export type Tls = z.output<typeof Tls>;

function checkPair<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || (value['cert'] === undefined) === (value['key'] === undefined)) return;
    const [has, lacks] = value['key'] === undefined ? ['cert', 'key'] : ['key', 'cert'];
    report([has], `needs ${lacks} too: a certificate and its key go together`);
  });
}
