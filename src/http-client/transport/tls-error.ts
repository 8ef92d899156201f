/** Problems of a certificate or a handshake and how to fix them, by the codes of OpenSSL and Node.js. */
const faults: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'the certificate of the server is self-signed: give that certificate, or the CA it should come from, as tls.ca',
  SELF_SIGNED_CERT_IN_CHAIN:
    'the certificate of the server comes from a CA that is not known here: give the certificate of that CA as tls.ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the certificate of the server comes from a CA that is not known here, or the server leaves out the certificates between: give the certificate of that CA as tls.ca',
  UNABLE_TO_GET_ISSUER_CERT:
    'the CA in tls.ca is not the last of its chain: add the certificate that signed it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the certificate of the server comes from a CA that is not known here: give the certificate of that CA as tls.ca',
  CERT_HAS_EXPIRED: 'the certificate of the server has expired: it must be renewed there',
  CERT_NOT_YET_VALID:
    'the certificate of the server is not valid yet: look at the clocks of both machines',
  CERT_REVOKED: 'the certificate of the server was revoked',
  CERT_SIGNATURE_FAILURE: 'the certificate of the server has a wrong signature',
  INVALID_PURPOSE: 'the certificate is not one for a server',
  ERR_SSL_WRONG_VERSION_NUMBER:
    'the server does not speak TLS on this port: write http://, or another port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG:
    'the server does not speak TLS on this port: write http://, or another port',
  ERR_SSL_UNSUPPORTED_PROTOCOL:
    'the server speaks none of the TLS versions that are allowed here: see tls.minVersion',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION:
    'the server speaks none of the TLS versions that are allowed here: see tls.minVersion',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    'the server wants a client certificate (certificate required, alert 116): set tls.cert and tls.key',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'the server refused the handshake: it may want a certificate (tls.cert, tls.key) or ciphers that are not there',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME:
    'the server has no certificate for this name: see tls.serverName',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA:
    'the server does not accept the certificate in tls.cert: it comes from a CA unknown there',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'the server does not accept the certificate in tls.cert',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'the certificate in tls.cert has expired',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'the server does not accept the certificate in tls.cert',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'tls.key is not the key of the certificate in tls.cert',
  ERR_OSSL_PEM_NO_START_LINE: 'tls.cert, tls.key or tls.ca is not PEM',
  ERR_OSSL_BAD_DECRYPT: 'tls.key is encrypted and tls.passphrase is not its passphrase',
  ERR_OSSL_UNSUPPORTED: 'tls.key is in a form that cannot be read: it must be PEM',
  ERR_MISSING_PASSPHRASE: 'tls.key is encrypted: set tls.passphrase',
};

/** A description of the error with its code, or undefined if it is not a TLS error. */
export function tlsFault(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return undefined;
  }
  const { code } = error;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `TLS: ${wrongName(error)} (${code})`;
  const fault = faults[code] ?? otherFault(code, error);
  return fault === undefined ? undefined : `TLS: ${fault} (${code})`;
}

function otherFault(code: string, { message }: Error): string | undefined {
  if (/^ERR_(SSL|OSSL|TLS)_|^EPROTO$|^(CERT|CRL|ERROR_IN)_/.test(code)) {
    return alertWords(message);
  }
  return undefined;
}

/** Extracts the reason from an OpenSSL message, which also contains a pointer, a code and a source file. */
function alertWords(message: string): string {
  const [, reason, rest = ''] = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]*):(.*)$/is.exec(message) ?? [];
  const [, alert] = /SSL alert number (\d+)/.exec(rest) ?? [];
  if (reason === undefined) return message.replace(/\s+/g, ' ').trim();
  return alert === undefined
    ? `the connection failed: ${reason.trim()}`
    : `the server ended the connection: ${reason.trim()}, alert ${alert}`;
}

function wrongName(error: Error): string {
  const host = 'host' in error ? String(error.host) : 'the host';
  const cert: unknown = 'cert' in error ? error.cert : undefined;
  const names =
    typeof cert === 'object' && cert !== null && 'subjectaltname' in cert
      ? namesOf(cert.subjectaltname)
      : '';
  if (names !== '') {
    return `the certificate of the server is not for ${host} but for ${names}: use one of these names in the URL, or set tls.serverName`;
  }
  const name = commonName(cert);
  return name === ''
    ? `the certificate of the server has no name at all, and so none for ${host}: it must get one there`
    : `the certificate of the server is not for ${host} but for ${name}, its common name, and has no subjectAltName: use ${name} in the URL, or set tls.serverName: ${name}`;
}

function commonName(cert: unknown): string {
  const subject =
    typeof cert === 'object' && cert !== null && 'subject' in cert ? cert.subject : {};
  const name = typeof subject === 'object' && subject !== null && 'CN' in subject ? subject.CN : '';
  return typeof name === 'string' ? name.slice(0, 100) : '';
}

function namesOf(names: unknown): string {
  return typeof names === 'string' ? names.slice(0, 200) : '';
}
