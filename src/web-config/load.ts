import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { dirname, isAbsolute, join } from 'node:path';
import type { Environment } from '../config/document/environment.ts';
import { messageOf } from '../engine/failure.ts';
import { readFailure } from '../message/read-failure.ts';
import type { Finding } from '../schema/finding.ts';
import type { Text } from '../schema/text.ts';
import { UsageError } from '../usage-error.ts';
import { tlsVersions, type ClientAuthType, type TlsSettings, type WebConfig } from './model.ts';
import { parseWebConfig } from './parse.ts';
import type { WebConfigFile } from './schema.ts';
import { opensslCiphers, opensslCurves, versionNames } from './tls-names.ts';

type TlsFile = NonNullable<WebConfigFile['tls_server_config']>;

export interface LoadedWebConfig {
  readonly config: WebConfig;
  /** The text of the file, and of each file that it references, by path. */
  readonly parts: ReadonlyMap<string, string>;
}

/**
 * Reads a web configuration file and the files that it references; their paths are relative to its folder.
 *
 * @throws UsageError if it cannot be read, ConfigError with all errors and their positions
 */
export function loadWebConfig(path: string, outside: Environment): LoadedWebConfig {
  const parts = new Map<string, string>();
  // Every file that is read is a part, including `${file:}` of a password hash.
  const environment: Environment = {
    ...outside,
    readFile(file) {
      const read = outside.readFile(file);
      parts.set(file, read);
      return read;
    },
  };
  const text = readText(path, environment);
  const { file, refuse } = parseWebConfig(text, path, environment);
  const findings: Finding[] = [];
  const tls = tlsOf(file.tls_server_config, { path, environment, findings });
  if (findings.length > 0) throw refuse(findings);
  const { interval = 0, burst = 0 } = file.rate_limit ?? {};
  const config: WebConfig = {
    tls,
    headers: file.http_server_config?.headers ?? {},
    users: new Map(
      Object.entries(file.basic_auth_users ?? {}).map(([user, hash]) => [user, hash.reveal()]),
    ),
    rateLimit: interval === 0 ? undefined : { interval, burst },
  };
  return { config, parts };
}

function readText(path: string, environment: Environment): string {
  try {
    return environment.readFile(path);
  } catch (error) {
    throw new UsageError(`cannot read the web configuration file ${path}: ${readFailure(error)}`, {
      cause: error,
    });
  }
}

interface Reading {
  /** Of the web configuration file. */
  readonly path: string;
  readonly environment: Environment;
  readonly findings: Finding[];
}

const section = 'tls_server_config';

function tlsOf(file: TlsFile | undefined, reading: Reading): TlsSettings | undefined {
  if (file === undefined || !isEnabled(file)) return undefined;
  const report = (key: string | undefined, message: string) => {
    reading.findings.push({ path: key === undefined ? [section] : [section, key], message });
  };
  const cert = eitherOf(file, 'cert', 'cert_file', reading);
  const key = eitherOf(file, 'key', 'key_file', reading);
  const clientCa = eitherOf(file, 'client_ca', 'client_ca_file', reading);
  if (cert === 'none') report(undefined, 'has neither cert nor cert_file: write one');
  if (key === 'none') report(undefined, 'has neither key nor key_file: write one');
  const clientAuth = clientAuthOf(file.client_auth_type);
  const caKey =
    clientCa === 'none'
      ? undefined
      : file.client_ca_file === undefined
        ? 'client_ca'
        : 'client_ca_file';
  if (caKey !== undefined && clientAuth === 'NoClientCert') {
    report(caKey, 'has no effect without client_auth_type: write RequireAndVerifyClientCert');
  }
  if (typeof cert === 'object' && typeof key === 'object') checkPair(cert.text, key.text, report);
  if (typeof clientCa === 'object') checkCertificates(clientCa.text, caKey, report);
  const minVersion = versionNames[file.min_version] ?? 'TLSv1.2';
  const maxVersion = versionNames[file.max_version] ?? 'TLSv1.3';
  if (tlsVersions.indexOf(minVersion) > tlsVersions.indexOf(maxVersion)) {
    report('min_version', `is above max_version, ${file.max_version}: no client could connect`);
  }
  if (typeof cert !== 'object' || typeof key !== 'object') return undefined;
  return {
    cert: cert.text,
    key: key.text,
    clientCa: typeof clientCa === 'object' ? clientCa.text : undefined,
    clientAuth,
    clientAllowedSans: file.client_allowed_sans,
    minVersion,
    maxVersion,
    ciphers: file.cipher_suites && opensslCiphers(file.cipher_suites),
    curves: file.curve_preferences && opensslCurves(file.curve_preferences),
  };
}

/** Like `IsEnabled` in the toolkit: other settings alone do not enable TLS. */
function isEnabled(file: TlsFile): boolean {
  const texts = [
    file.cert,
    file.cert_file,
    file.key,
    file.key_file,
    file.client_ca,
    file.client_ca_file,
  ];
  return texts.some((text) => isGiven(text)) || isGiven(file.client_auth_type);
}

function isGiven(value: string | Text | undefined): boolean {
  return value !== undefined && revealed(value) !== '';
}

function revealed(value: string | Text): string {
  return typeof value === 'string' ? value : value.reveal();
}

/** `failed`: reported already. */
type Part = { readonly text: string } | 'none' | 'failed';

/** The text of the key `inline`, or of the file that `fileKey` references. */
function eitherOf(
  file: TlsFile,
  inline: 'cert' | 'key' | 'client_ca',
  fileKey: 'cert_file' | 'key_file' | 'client_ca_file',
  { path, environment, findings }: Reading,
): Part {
  const text = file[inline];
  const name = file[fileKey];
  const hasText = text !== undefined && isGiven(text);
  if (name === undefined || name === '') return hasText ? { text: revealed(text) } : 'none';
  if (hasText) {
    findings.push({ path: [section, fileKey], message: `stands beside ${inline}: keep one` });
    return 'failed';
  }
  const full = isAbsolute(name) ? name : join(dirname(path), name);
  try {
    return { text: environment.readFile(full) };
  } catch (error) {
    findings.push({
      path: [section, fileKey],
      message: `cannot read ${full}: ${readFailure(error)}`,
    });
    return 'failed';
  }
}

function clientAuthOf(name: TlsFile['client_auth_type']): ClientAuthType {
  if (name === undefined || name === '') return 'NoClientCert';
  return name === 'RequireClientCert' ? 'RequireAnyClientCert' : name;
}

type Report = (key: string | undefined, message: string) => void;

/** The OpenSSL error for a certificate and key that do not match names neither file. */
function checkPair(cert: string, key: string, report: Report): void {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    report(undefined, 'the certificate is not PEM: it begins with -----BEGIN CERTIFICATE-----');
    return;
  }
  try {
    const privateKey = createPrivateKey(key);
    if (certificate.checkPrivateKey(privateKey)) return;
    const type = createPublicKey(privateKey).asymmetricKeyType ?? 'private';
    report(
      undefined,
      `the ${type} key does not belong to the certificate of ${certificate.subject}`,
    );
  } catch (error) {
    report(undefined, `the private key cannot be used: ${messageOf(error)}`);
  }
}

function checkCertificates(pem: string, key: string | undefined, report: Report): void {
  // The toolkit ignores what it cannot parse; then every client certificate would be rejected.
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    report(key, 'holds no certificate in PEM, so that no client certificate could be valid');
  }
}
