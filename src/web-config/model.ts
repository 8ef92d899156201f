/** A validated web configuration file, in the format of the Prometheus exporter-toolkit 0.20. */
export interface WebConfig {
  /** Undefined: plain HTTP. */
  readonly tls: TlsSettings | undefined;
  /** Response headers by name. */
  readonly headers: Readonly<Record<string, string>>;
  /** bcrypt hashes by user name. Empty: no authentication. */
  readonly users: ReadonlyMap<string, string>;
  /** Undefined: no limit. */
  readonly rateLimit: RateLimit | undefined;
}

export interface RateLimit {
  /** Milliseconds after which one more request is allowed. */
  readonly interval: number;
  /** Requests allowed at once; 0 allows none. */
  readonly burst: number;
}

/** How a client certificate is treated: the names of Go's `tls.ClientAuthType`. */
export const clientAuthTypes = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
export type ClientAuthType = (typeof clientAuthTypes)[number];

export interface TlsSettings {
  /** PEM: the server's certificate, followed by its intermediates. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** PEM; undefined: the certificate authorities that Node.js trusts. */
  readonly clientCa: string | undefined;
  readonly clientAuth: ClientAuthType;
  /** A client certificate must have one of these subject alternative names. Undefined: any. */
  readonly clientAllowedSans: readonly string[] | undefined;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** In OpenSSL's syntax, ordered by preference; undefined: those of Node.js. */
  readonly ciphers: string | undefined;
  /** In OpenSSL's syntax, ordered by preference; undefined: those of Node.js. */
  readonly curves: string | undefined;
}

export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof tlsVersions)[number];
