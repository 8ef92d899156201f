import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeChart, notes, OPERATOR, refusal, render } from './helm.ts';
import { kinds, only, type Manifest } from './manifest.ts';

const flags = ['--api-versions', OPERATOR];
const tls = { enabled: true };
const basicAuth = { enabled: true, secretName: 'auth' };

/** The web configuration file that the chart writes. */
function webConfigOf(manifests: readonly Manifest[]): unknown {
  const config = manifests.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'r-polyprom-web',
  );
  return parse(String(Object(config?.['data'])['web.yaml']));
}

function endpointOf(manifests: readonly Manifest[]): unknown {
  return Object(only(manifests, 'ServiceMonitor').spec).endpoints[0];
}

function podOf(manifests: readonly Manifest[]) {
  return Object(only(manifests, 'Deployment').spec).template.spec;
}

describeChart('tls and basicAuth', () => {
  it('are off: no web configuration, plain HTTP', async () => {
    const manifests = await render({ flags });

    expect(kinds(manifests)).not.toContain('ConfigMap');
    expect(JSON.stringify(manifests)).not.toContain('web.config.file');
    expect(endpointOf(manifests)).not.toHaveProperty('scheme');
  });

  it('reach the web configuration, the pod, the ServiceMonitor and helm test', async () => {
    const manifests = await render({ values: { tls, basicAuth }, flags });

    expect(webConfigOf(manifests)).toEqual({
      tls_server_config: {
        cert_file: '/etc/polyprom/tls/tls.crt',
        key_file: '/etc/polyprom/tls/tls.key',
      },
      basic_auth_users: { prometheus: '${file:/etc/polyprom/basic-auth/hash}' },
    });
    const pod = podOf(manifests);
    expect(pod.containers[0].args).toEqual(
      expect.arrayContaining(['--web.config.file', '/etc/polyprom/web/web.yaml']),
    );
    const mounts = pod.containers[0].volumeMounts.map(({ name }: { name: string }) => name);
    const volumes = pod.volumes.map(({ name }: { name: string }) => name);
    expect(mounts).toEqual(['polyprom-web', 'polyprom-tls', 'polyprom-basic-auth']);
    expect(volumes).toEqual(mounts);
    expect(endpointOf(manifests)).toMatchObject({
      scheme: 'https',
      tlsConfig: {
        serverName: 'r-polyprom.apps.svc',
        ca: { secret: { name: 'r-polyprom-tls', key: 'ca.crt' } },
      },
      basicAuth: {
        username: { name: 'auth', key: 'username' },
        password: { name: 'auth', key: 'password' },
      },
    });
    const test = only(manifests, 'Pod');
    expect(Object(test.spec).containers[0].args).toEqual(
      expect.arrayContaining([
        'https://r-polyprom.apps.svc:9253/metrics',
        '--ca',
        '/etc/polyprom/server/ca.crt',
        '--user',
        'prometheus',
        '--password-file',
        '/etc/polyprom/basic-auth/password',
      ]),
    );
  });

  it('mount the hash of the password only, never the password', async () => {
    const manifests = await render({ values: { basicAuth }, flags });

    const [, volume] = podOf(manifests).volumes;
    expect(volume.secret.items).toEqual([{ key: 'hash', path: 'hash' }]);
  });

  it('can require client certificates', async () => {
    const clientAuth = {
      enabled: true,
      secretName: 'clients',
      allowedSans: ['prometheus'],
      monitorSecretName: 'prometheus-client',
    };
    const manifests = await render({ values: { tls: { ...tls, clientAuth } }, flags });

    expect(webConfigOf(manifests)).toMatchObject({
      tls_server_config: {
        client_auth_type: 'RequireAndVerifyClientCert',
        client_ca_file: '/etc/polyprom/client-ca/ca.crt',
        client_allowed_sans: ['prometheus'],
      },
    });
    expect(endpointOf(manifests)).toMatchObject({
      tlsConfig: {
        cert: { secret: { name: 'prometheus-client', key: 'tls.crt' } },
        keySecret: { name: 'prometheus-client', key: 'tls.key' },
      },
    });
    expect(Object(only(manifests, 'Pod').spec).containers[0].args).toContain('--cert');
  });

  it('leave the probes of the pod on the plain health port', async () => {
    const manifests = await render({ values: { tls, basicAuth }, flags });
    const [{ livenessProbe, readinessProbe, startupProbe }] = podOf(manifests).containers;

    for (const probe of [livenessProbe, readinessProbe, startupProbe]) {
      expect(probe.httpGet).toMatchObject({ port: 'health' });
      expect(probe.httpGet.scheme ?? 'HTTP').toBe('HTTP');
    }
  });

  it('can have their certificate made by cert-manager', async () => {
    const certManager = { enabled: true, issuerRef: { name: 'ca', kind: 'ClusterIssuer' } };
    const manifests = await render({ values: { tls: { ...tls, certManager } }, flags });

    expect(only(manifests, 'Certificate').spec).toEqual({
      secretName: 'r-polyprom-tls',
      dnsNames: ['r-polyprom.apps.svc', 'r-polyprom'],
      issuerRef: { name: 'ca', kind: 'ClusterIssuer' },
    });
  });

  it('are overridden by webConfig and by the tlsConfig of the ServiceMonitor', async () => {
    const manifests = await render({
      values: {
        tls,
        webConfig: { tls_server_config: { min_version: 'TLS13' }, rate_limit: { interval: '1s' } },
        monitoring: { serviceMonitor: { tlsConfig: { insecureSkipVerify: true } } },
      },
      flags,
    });

    expect(webConfigOf(manifests)).toMatchObject({
      tls_server_config: { cert_file: '/etc/polyprom/tls/tls.crt', min_version: 'TLS13' },
      rate_limit: { interval: '1s' },
    });
    expect(endpointOf(manifests)).toMatchObject({ tlsConfig: { insecureSkipVerify: true } });
  });

  it.each([
    [{ basicAuth: { enabled: true } }, /basicAuth.enabled needs basicAuth.secretName/],
    [{ basicAuth: { ...basicAuth, username: '' } }, /basicAuth.enabled needs basicAuth.username/],
    [
      { tls: { enabled: true, certManager: { enabled: true } } },
      /needs tls.certManager.issuerRef.name/,
    ],
    [
      { tls: { certManager: { enabled: true, issuerRef: { name: 'ca' } } } },
      /tls.certManager.enabled has no effect without tls.enabled/,
    ],
    [
      { tls: { clientAuth: { enabled: true } } },
      /tls.clientAuth.enabled has no effect without tls.enabled/,
    ],
  ])('with %j are refused', async (values, message) => {
    expect(await refusal({ values })).toMatch(message);
  });

  it('say in the notes what a password without TLS means, and which Secrets to copy', async () => {
    expect(await notes({ values: { basicAuth }, flags })).toContain(
      'WARNING: basicAuth without tls sends the password unencrypted.',
    );
    const monitoring = { namespace: 'monitoring' };
    expect(await notes({ values: { tls, basicAuth, monitoring }, flags })).toContain(
      'copy r-polyprom-tls and auth\nto monitoring.',
    );
  });
});
