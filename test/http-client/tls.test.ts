import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Text } from '../../src/schema/text.ts';
import { connectionReleased } from '../../src/http-client/transport/connections.ts';
import { certificate, certificatePath, identity } from './certificates.ts';
import { createReader } from './reader.ts';
import { json, startServer, startTcpServer, type Handler } from './server.ts';

const ok: Handler = (_, response) => json(response, { a: 1 });

const ca = certificatePath('ca.crt');
const client = { cert: certificatePath('client.crt'), key: certificatePath('client.key') };
const wantsClient = { ...identity('server'), ca: certificate('ca.crt'), requestCert: true };

describe('TLS', () => {
  it.each([
    ['the path of a file', ca],
    ['PEM', certificate('ca.crt')],
    ['PEM of a secret', new Text([{ read: () => certificate('ca.crt'), secret: true }])],
  ])('trusts a CA that is given as %s', async (_, given) => {
    const { url } = await startServer(ok, { tls: identity('server') });

    expect(await createReader({ url, tls: { ca: given } }).values()).toEqual([{ a: 1 }]);
  });

  it('trusts anybody with insecureSkipVerify', async () => {
    const { url } = await startServer(ok, { tls: identity('elsewhere') });

    expect(await createReader({ url, tls: { insecureSkipVerify: true } }).values()).toEqual([
      { a: 1 },
    ]);
  });

  it('expects the name of serverName', async () => {
    const { url } = await startServer(ok, { tls: identity('elsewhere') });

    const reader = createReader({ url, tls: { ca, serverName: 'elsewhere.example' } });

    expect(await reader.values()).toEqual([{ a: 1 }]);
  });

  it('works with an address of IPv6', async () => {
    const { url } = await startServer(ok, { host: '::1', tls: identity('server') });

    expect(await createReader({ url, tls: { ca } }).values()).toEqual([{ a: 1 }]);
  });

  it('shows the certificate of the client', async () => {
    const { url } = await startServer(ok, { tls: { ...wantsClient, rejectUnauthorized: true } });

    expect(await createReader({ url, tls: { ca, ...client } }).values()).toEqual([{ a: 1 }]);
  });

  it('opens an encrypted key', async () => {
    const { url } = await startServer(ok, { tls: { ...wantsClient, rejectUnauthorized: true } });
    const key = certificatePath('client-encrypted.key');

    const reader = createReader({ url, tls: { ca, ...client, key, passphrase: 'open-sesame' } });

    expect(await reader.values()).toEqual([{ a: 1 }]);
  });

  it('speaks an old version where that is allowed', async () => {
    const old = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    const { url } = await startServer(ok, { tls: { ...identity('server'), ...old } });

    expect(await createReader({ url, tls: { ca, minVersion: 'TLS10' } }).values()).toEqual([
      { a: 1 },
    ]);
  });

  it('uses files that have changed from then on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'polyprom-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'ca.crt');
    copyFileSync(certificatePath('self-signed.crt'), file);
    const { url, seen } = await startServer(ok, { tls: identity('server') });
    const reader = createReader({ url, tls: { ca: file } });

    expect((await reader.failure()).message).toContain('TLS');
    writeFileSync(file, readFileSync(ca));

    expect(await reader.values()).toEqual([{ a: 1 }]);
    await connectionReleased();
    await reader.values();
    expect(seen.map(({ connection }) => connection)).toEqual([0, 0]);
  });
});

describe('TLS that fails says why, and what to do', () => {
  it.each([
    ['self-signed', 'TLS: the certificate of the server is self-signed: give that certificate'],
    ['server', 'TLS: the certificate of the server comes from a CA that is not known here'],
  ])('without a CA: %s', async (name, message) => {
    const { url } = await startServer(ok, { tls: identity(name) });

    const failure = await createReader({ url }).failure();

    expect(failure.reason).toBe('connection');
    expect(failure.message).toContain(`GET ${url}/: ${message}`);
  });

  it.each([
    [
      'expired',
      'TLS: the certificate of the server has expired: it must be renewed there (CERT_HAS_EXPIRED)',
    ],
    [
      'early',
      'TLS: the certificate of the server is not valid yet: look at the clocks of both machines (CERT_NOT_YET_VALID)',
    ],
    [
      'elsewhere',
      'TLS: the certificate of the server is not for 127.0.0.1 but for DNS:elsewhere.example: use one of these names in the URL, or set tls.serverName (ERR_TLS_CERT_ALTNAME_INVALID)',
    ],
  ])('%s', async (name, message) => {
    const { url } = await startServer(ok, { tls: identity(name) });

    expect((await createReader({ url, tls: { ca } }).failure()).message).toBe(
      `GET ${url}/: ${message}`,
    );
  });

  it('a server that does not speak TLS', async () => {
    const { port } = await startServer(ok);

    expect((await createReader({ url: `https://127.0.0.1:${port}` }).failure()).message).toContain(
      'TLS: the server does not speak TLS on this port: write http://, or another port',
    );
  });

  it('a server that ends the handshake', async () => {
    const { port } = await startTcpServer((socket) => socket.once('data', () => socket.end()));
    const url = `https://127.0.0.1:${port}`;

    expect((await createReader({ url }).failure()).message).toContain(
      `GET ${url}/: 127.0.0.1:${port} closed the connection during the TLS handshake`,
    );
  });

  it('a server that wants TLS', async () => {
    const { port } = await startServer(ok, { tls: identity('server') });
    const url = `http://127.0.0.1:${port}`;

    expect((await createReader({ url }).failure()).message).toMatch(
      /closed before a response|use https/,
    );
  });

  it('a server that wants TLS and says so in TLS', async () => {
    const { url } = await startTcpServer((socket) =>
      socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46])),
    );

    expect((await createReader({ url }).failure()).message).toContain('use https://');
  });

  it('a server that wants a certificate', async () => {
    const { url } = await startServer(ok, { tls: { ...wantsClient, rejectUnauthorized: true } });

    const { message } = await createReader({ url, tls: { ca } }).failure();

    expect(message).toContain(
      'the server wants a client certificate (certificate required, alert 116): set tls.cert and tls.key',
    );
  });

  it('a server of old versions only', async () => {
    const old = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    const { url } = await startServer(ok, { tls: { ...identity('server'), ...old } });

    expect((await createReader({ url, tls: { ca } }).failure()).message).toContain(
      'see tls.minVersion',
    );
  });

  it('a key that belongs to another certificate', async () => {
    const { url } = await startServer(ok, { tls: identity('server') });
    const key = certificatePath('server.key');

    expect((await createReader({ url, tls: { ca, ...client, key } }).failure()).message).toContain(
      'TLS: tls.key is not the key of the certificate in tls.cert',
    );
  });

  it.each([
    ['no', {}, 'tls.key is encrypted'],
    [
      'a wrong',
      { passphrase: 'guess' },
      'tls.key is encrypted and tls.passphrase is not its passphrase',
    ],
  ])('an encrypted key with %s passphrase', async (_, passphrase, message) => {
    const { url } = await startServer(ok, { tls: identity('server') });
    const key = certificatePath('client-encrypted.key');

    const failure = await createReader({
      url,
      tls: { ca, ...client, key, ...passphrase },
    }).failure();

    expect(failure.message).toContain(`TLS: ${message}`);
    expect(failure.message).not.toContain('guess');
  });

  it('a file that is not there', async () => {
    const { message } = await createReader({
      url: 'https://127.0.0.1:1',
      tls: { ca: '/nowhere/ca.crt' },
    }).failure();

    expect(message).toMatch(
      /^GET https:\/\/127\.0\.0\.1:1\/: cannot read tls\.ca: .*\/nowhere\/ca\.crt/,
    );
  });

  it('a file that is not PEM', async () => {
    const file = certificatePath('make.sh');

    const { message } = await createReader({
      url: 'https://127.0.0.1:1',
      tls: { ca: file },
    }).failure();

    expect(message).toBe(`GET https://127.0.0.1:1/: tls.ca: ${file} is not a PEM file`);
  });

  it('a key without its first line, which is not told', async () => {
    const key = 'MHcCAQEEIIBprivate';

    const { message } = await createReader({
      url: 'https://127.0.0.1:1',
      tls: { ...client, key },
    }).failure();

    expect(message).toBe('GET https://127.0.0.1:1/: tls.key is neither PEM nor the path of a file');
  });
});
