import { messageOf } from '../../engine/failure.ts';
import { CollectionError } from '../../engine/source.ts';
import type { Text } from '../../schema/text.ts';
import type { TlsSettings } from './tls-settings.ts';
import type { Tls } from './tls-schema.ts';

const versions = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;

/**
 * Reads the files of a TLS configuration on each call, so that a renewed certificate takes effect. Returns the
 * identical object while nothing has changed.
 *
 * @param readFile reads a file as text
 */
export function createTlsReader(
  options: Tls | undefined,
  readFile: (path: string) => string,
): () => TlsSettings {
  const fixed = options === undefined ? {} : fixedSettings(options);
  let last: TlsSettings = fixed;
  if (options === undefined) return () => last;
  return () => {
    const read = { ...fixed, ...readFiles(options, readFile) };
    if (!isSame(read, last)) last = read;
    return last;
  };
}

function fixedSettings({ serverName, insecureSkipVerify, minVersion }: Tls): TlsSettings {
  const old = minVersion === 'TLS10' || minVersion === 'TLS11';
  return {
    rejectUnauthorized: !insecureSkipVerify,
    minVersion: versions[minVersion],
    // The default security level of OpenSSL rejects all algorithms that those versions support.
    ...(old && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    ...(serverName && { servername: serverName.reveal() }),
  };
}

function readFiles({ ca, cert, key, passphrase }: Tls, readFile: (path: string) => string) {
  return {
    ...(ca && { ca: readPem('tls.ca', ca, readFile) }),
    ...(cert && { cert: readPem('tls.cert', cert, readFile) }),
    ...(key && { key: readPem('tls.key', key, readFile) }),
    ...(passphrase && { passphrase: passphrase.reveal() }),
  };
}

function readPem(what: string, text: Text, readFile: (path: string) => string): string {
  const given = text.reveal();
  if (isPem(given)) return given;
  // A key that was pasted without its first line must not appear in a message as a path.
  const path = /^[./]/.test(given) && given.length < 1000 ? given : undefined;
  if (path === undefined && text.secret) {
    throw new CollectionError('internal', `${what} is neither PEM nor the path of a file`);
  }
  let content: string;
  try {
    content = readFile(given);
  } catch (error) {
    throw new CollectionError('internal', `cannot read ${what}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (isPem(content)) return content;
  throw new CollectionError('internal', `${what}: ${given} is not a PEM file`);
}

export function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

function isSame(a: TlsSettings, b: TlsSettings): boolean {
  return a.ca === b.ca && a.cert === b.cert && a.key === b.key && a.passphrase === b.passphrase;
}
