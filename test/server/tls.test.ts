import { once } from 'node:events';
import { createServer, request, type RequestOptions, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changeTls, refuseClients, tlsOptions } from '../../src/server/tls.ts';
import type { TlsSettings } from '../../src/web-config/model.ts';
import { opensslCiphers, opensslCurves } from '../../src/web-config/tls-names.ts';
import { certificate, identity } from '../http-client/certificates.ts';

const plain: TlsSettings = {
  ...identity('server'),
  clientCa: undefined,
  clientAuth: 'NoClientCert',
  clientAllowedSans: undefined,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: undefined,
  curves: undefined,
};

interface Serving {
  readonly server: Server;
  readonly change: (settings: TlsSettings) => void;
  /** What a client learns of its connection; rejects when there is no response. */
  readonly get: (options?: RequestOptions) => Promise<{
    readonly body: string;
    readonly cipher: string;
    readonly protocol: string | null;
    readonly subject: string;
  }>;
}

async function serve(settings: TlsSettings): Promise<Serving> {
  let inForce = settings;
  const server = createServer(tlsOptions(settings), (_request, response) => {
    response.end('Hello\n');
  });
  refuseClients(
    server,
    () => inForce,
    () => undefined,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port }: AddressInfo = Object(server.address());
  return {
    server,
    change(next) {
      changeTls(server, next);
      inForce = next;
    },
    async get(options = {}) {
      const sent = request({
        host: '127.0.0.1',
        port,
        ca: certificate('ca.crt'),
        agent: false,
        ...options,
      });
      sent.end();
      const [response] = await once(sent, 'response');
      const socket: TLSSocket = response.socket;
      const details = {
        cipher: socket.getCipher().name,
        protocol: socket.getProtocol(),
        subject: String(socket.getPeerX509Certificate()?.subject),
      };
      const chunks: Buffer[] = await response.toArray();
      return { body: Buffer.concat(chunks).toString(), ...details };
    },
  };
}

const ofCa = identity('client');
const named = identity('client-named');
const both: TlsSettings = {
  ...plain,
  maxVersion: 'TLSv1.2',
  ciphers: opensslCiphers([
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  ]),
};

describe('TLS', () => {
  it('serves a client that trusts the certificate', async () => {
    const { get } = await serve(plain);

    await expect(get()).resolves.toMatchObject({ body: 'Hello\n', protocol: 'TLSv1.3' });
  });

  it('refuses a client that is too old', async () => {
    const { get } = await serve(plain);
    const options = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' };

    await expect(get(Object(options))).rejects.toThrow(/protocol version|unsupported/);
  });

  it('serves an old client where TLS10 is the minimum', async () => {
    const { get } = await serve({ ...plain, minVersion: 'TLSv1' });
    const options = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' };

    await expect(get(Object(options))).resolves.toMatchObject({ protocol: 'TLSv1.1' });
  });

  it.each([
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
    // Go's preference decides, not that of the client, nor the order in the file.
    [
      'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
    ],
  ])('with some cipher suites agrees with %s on %s', async (ciphers, agreed) => {
    const { get } = await serve(both);

    await expect(get({ ciphers })).resolves.toMatchObject({ cipher: agreed });
  });

  it('with some cipher suites refuses a client that has none of them', async () => {
    const { get } = await serve(both);

    await expect(get({ ciphers: 'ECDHE-ECDSA-AES256-SHA' })).rejects.toThrow(/handshake failure/);
  });

  it('with some curves refuses a client that has none of them', async () => {
    const { get } = await serve({
      ...plain,
      minVersion: 'TLSv1.3',
      curves: opensslCurves(['CurveP521']),
    });

    await expect(get({ ecdhCurve: 'P-521' })).resolves.toMatchObject({ body: 'Hello\n' });
    await expect(get({ ecdhCurve: 'P-384' })).rejects.toThrow(/handshake failure/);
  });
});

describe('a client certificate', () => {
  const ca = certificate('ca.crt');
  const selfSigned = certificate('client-named.crt');
  it.each<[string, Partial<TlsSettings>, object, boolean]>([
    ['none where none is asked for', {}, {}, true],
    ['any where it is asked for', { clientAuth: 'RequestClientCert' }, named, true],
    ['none where it is asked for', { clientAuth: 'RequestClientCert' }, {}, true],
    ['any where any is required', { clientAuth: 'RequireAnyClientCert' }, named, true],
    ['none where any is required', { clientAuth: 'RequireAnyClientCert' }, {}, false],
    [
      'none where it is verified if given',
      { clientAuth: 'VerifyClientCertIfGiven', clientCa: ca },
      {},
      true,
    ],
    [
      'good where it is verified if given',
      { clientAuth: 'VerifyClientCertIfGiven', clientCa: ca },
      ofCa,
      true,
    ],
    [
      'of a stranger where it is verified if given',
      { clientAuth: 'VerifyClientCertIfGiven', clientCa: ca },
      named,
      false,
    ],
    [
      'good where it is required',
      { clientAuth: 'RequireAndVerifyClientCert', clientCa: ca },
      ofCa,
      true,
    ],
    [
      'none where it is required',
      { clientAuth: 'RequireAndVerifyClientCert', clientCa: ca },
      {},
      false,
    ],
    [
      'of a stranger where it is required',
      { clientAuth: 'RequireAndVerifyClientCert', clientCa: ca },
      named,
      false,
    ],
    ...['test3', 'ops@test.example', '192.0.2.7', 'spiffe://test.example/prometheus'].map(
      (name): [string, Partial<TlsSettings>, object, boolean] => [
        `with the allowed name ${name}`,
        {
          clientAuth: 'RequireAndVerifyClientCert',
          clientCa: selfSigned,
          clientAllowedSans: ['one', name],
        },
        named,
        true,
      ],
    ),
    [
      'with no allowed name',
      {
        clientAuth: 'RequireAndVerifyClientCert',
        clientCa: selfSigned,
        clientAllowedSans: ['bad', 'test'],
      },
      named,
      false,
    ],
  ])('%s', async (_name, settings, client, isServed) => {
    const { get } = await serve({ ...plain, ...settings });

    const body = get(client).then(
      (response) => response.body,
      () => 'refused',
    );

    await expect(body).resolves.toBe(isServed ? 'Hello\n' : 'refused');
  });
});

describe('other settings', () => {
  it('give new connections another certificate', async () => {
    const { get, change } = await serve(plain);
    change({ ...plain, ...identity('elsewhere') });

    await expect(get({ rejectUnauthorized: false })).resolves.toMatchObject({
      subject: 'CN=elsewhere.example',
    });
  });

  it('can require a client certificate, and stop to', async () => {
    const { get, change } = await serve(plain);
    change({
      ...plain,
      clientAuth: 'RequireAndVerifyClientCert',
      clientCa: certificate('ca.crt'),
    });
    await expect(get()).rejects.toThrow(/certificate required/);
    await expect(get(ofCa)).resolves.toMatchObject({ body: 'Hello\n' });
    change(plain);

    await expect(get()).resolves.toMatchObject({ body: 'Hello\n' });
  });

  it('that cannot be used leave those in force', async () => {
    const { get, change } = await serve(plain);

    expect(() => change({ ...plain, cert: certificate('elsewhere.crt') })).toThrow(/mismatch/);
    await expect(get()).resolves.toMatchObject({ subject: 'CN=localhost' });
  });
});
