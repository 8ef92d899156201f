import type { SecureVersion } from 'node:tls';

/** TLS settings of a connection, with certificates and keys as PEM. Undefined fields use the defaults of Node.js. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
  readonly minVersion?: SecureVersion;
  readonly ciphers?: string;
}
