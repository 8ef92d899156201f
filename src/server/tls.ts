import type { X509Certificate } from 'node:crypto';
import type { SecureContextOptions, Server, TLSSocket, TlsOptions } from 'node:tls';
import type { TlsSettings } from '../web-config/model.ts';

/** Options of `createServer` for these settings. */
export function tlsOptions(settings: TlsSettings): TlsOptions {
  return {
    ...contextOptions(settings),
    ...clientAuthOptions(settings),
    ALPNProtocols: ['http/1.1'],
  };
}

/**
 * Updates the settings of a listening server. They apply to new connections; open ones are not affected.
 *
 * @throws Error if OpenSSL rejects them; the server then keeps its current settings
 */
export function changeTls(server: Server, settings: TlsSettings): void {
  server.setSecureContext(contextOptions(settings));
  // setSecureContext does not change these; the server reads them for each connection.
  Object.assign(server, clientAuthOptions(settings));
}

function contextOptions(settings: TlsSettings): SecureContextOptions {
  const { cert, key, clientCa, minVersion, maxVersion, ciphers, curves } = settings;
  const isOld = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  return {
    cert,
    key,
    minVersion,
    maxVersion,
    honorCipherOrder: true,
    ...(clientCa !== undefined && { ca: clientCa }),
    // OpenSSL 3 allows TLS 1.0 and 1.1 only at this security level.
    ...(ciphers !== undefined && { ciphers }),
    ...(isOld && { ciphers: `${ciphers ?? 'DEFAULT'}:@SECLEVEL=0` }),
    ...(curves !== undefined && { ecdhCurve: curves }),
  };
}

function clientAuthOptions({ clientAuth }: TlsSettings) {
  return {
    requestCert: clientAuth !== 'NoClientCert',
    rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
  };
}

/**
 * The reason why a connection is rejected after its handshake; undefined if it is allowed. Node.js itself enforces
 * RequireAndVerifyClientCert; the other policies and the allowed names are checked here.
 */
function clientFault(socket: TLSSocket, settings: TlsSettings): string | undefined {
  const { clientAuth, clientAllowedSans } = settings;
  if (clientAuth === 'NoClientCert') return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) {
    return clientAuth.startsWith('Require') ? 'the client sent no certificate' : undefined;
  }
  if (clientAuth === 'VerifyClientCertIfGiven' && !socket.authorized) {
    return `the certificate of the client is not valid: ${String(socket.authorizationError)}`;
  }
  if (clientAllowedSans === undefined) return undefined;
  const names = alternativeNames(certificate);
  return names.some((name) => clientAllowedSans.includes(name))
    ? undefined
    : `none of the names in the certificate of the client is allowed: ${names.join(', ') || 'it has none'}`;
}

/** DNS names, e-mail and IP addresses and URIs (RFC 5280 section 4.2.1.6). */
function alternativeNames({ subjectAltName = '' }: X509Certificate): readonly string[] {
  // Node.js quotes ambiguous values as JSON.
  return [
    ...subjectAltName.matchAll(/(?:DNS|email|IP Address|URI):("(?:[^"\\]|\\.)*"|[^,]*)/g),
  ].map(([, value = '']) => (value.startsWith('"') ? String(JSON.parse(value)) : value));
}

/**
 * Closes the connections of clients that the settings do not allow, before any request is read.
 *
 * @param settings the active settings
 * @param onRefused called with the reason
 */
export function refuseClients(
  server: Server,
  settings: () => TlsSettings,
  onRefused: (reason: string) => void,
): void {
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    const fault = clientFault(socket, settings());
    if (fault === undefined) return;
    onRefused(fault);
    socket.destroy();
  });
}
