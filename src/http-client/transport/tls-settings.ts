import type { SecureVersion } from 'node:tls';

/** TLS of a connection, certificates and keys as PEM. What is left out has the default of Node.js. */
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
