import type { TlsVersion } from './model.ts';

// The names of Go's crypto/tls, which the web configuration file uses, and their OpenSSL equivalents.

export const versionNames: Readonly<Record<string, TlsVersion>> = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
};

export const curveNames: Readonly<Record<string, string>> = {
  CurveP256: 'P-256',
  CurveP384: 'P-384',
  CurveP521: 'P-521',
  X25519: 'X25519',
};

/** TLS 1.3 cipher suites, which cannot be disabled in Go. */
const alwaysOn = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
];

/** In Go's order of preference, which applies regardless of the order in the file (`crypto/tls/cipher_suites.go`). */
const upToTls12: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
};

export const cipherNames: readonly string[] = [...alwaysOn, ...Object.keys(upToTls12)];

/** The cipher suites in OpenSSL's syntax, for `tls.createSecureContext`. */
export function opensslCiphers(names: readonly string[]): string {
  const chosen = Object.entries(upToTls12).filter(([name]) => names.includes(name));
  return [...alwaysOn, ...chosen.map(([, openssl]) => openssl)].join(':');
}

/** The curves in OpenSSL's syntax, for `tls.createSecureContext`. */
export function opensslCurves(names: readonly string[]): string {
  return names.flatMap((name) => curveNames[name] ?? []).join(':');
}
