import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { CHART, describeChart, render } from './helm.ts';
import { containerOf, kinds, only, podOf } from './manifest.ts';

describeChart('the chart without values', () => {
  it('installs a Deployment, a Service and a ServiceAccount, and has a test', async () => {
    expect(kinds(await render())).toEqual(['Deployment', 'Pod', 'Service', 'ServiceAccount']);
  });

  it('runs the demo: no configuration is passed', async () => {
    expect(containerOf(await render()).args).toEqual(
      '--port 8000 --health-port 8001 --shutdown-delay 5s --log-level info --log-format json'
        .split(' ')
        .toSpliced(0, 0, 'serve'),
    );
  });

  it('takes the image of the version that package.json names', async () => {
    expect(containerOf(await render()).image).toBe(`polyprom:${packageJson.version}`);
  });

  it('serves port 8000 of the pod as port 9253, named metrics', async () => {
    const manifests = await render();
    expect(only(manifests, 'Service').spec).toEqual({
      type: 'ClusterIP',
      ports: [{ name: 'metrics', port: 9253, targetPort: 'metrics', protocol: 'TCP' }],
      selector: { 'app.kubernetes.io/name': 'polyprom', 'app.kubernetes.io/instance': 'r' },
    });
    expect(containerOf(manifests)['ports']).toEqual([
      { name: 'metrics', containerPort: 8000, protocol: 'TCP' },
      { name: 'health', containerPort: 8001, protocol: 'TCP' },
    ]);
  });

  it('asks the health port whether the pod lives and is ready', async () => {
    expect(containerOf(await render())).toMatchObject({
      startupProbe: { httpGet: { path: '/-/healthy', port: 'health' } },
      livenessProbe: { httpGet: { path: '/-/healthy', port: 'health' } },
      readinessProbe: { httpGet: { path: '/-/ready', port: 'health' } },
    });
  });

  it('never has fewer pods than wanted while one replaces another', async () => {
    expect(only(await render(), 'Deployment').spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
  });

  it('meets the restricted Pod Security Standard, and so does its test', async () => {
    const manifests = await render();
    for (const { spec } of [podOf(manifests), only(manifests, 'Pod')]) {
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65532,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      });
    }
  });

  it('mounts no token of its ServiceAccount', async () => {
    const manifests = await render();
    expect(only(manifests, 'ServiceAccount')).toMatchObject({
      metadata: { name: 'r-polyprom' },
      automountServiceAccountToken: false,
    });
    expect(podOf(manifests).spec['serviceAccountName']).toBe('r-polyprom');
  });

  it('says what it needs and may use', async () => {
    expect(containerOf(await render())['resources']).toEqual({
      requests: { cpu: '10m', memory: '64Mi' },
      limits: { memory: '256Mi' },
    });
  });

  it('fetches the metrics through the Service in its test', async () => {
    expect(only(await render(), 'Pod')).toMatchObject({
      metadata: { annotations: { 'helm.sh/hook': 'test' } },
      spec: {
        containers: [
          {
            image: 'polyprom:1.0.0',
            args: [
              'get',
              'http://r-polyprom.apps.svc:9253/metrics',
              '--expect',
              'request_processing_seconds_count',
            ],
          },
        ],
      },
    });
  });

  it('has that version as its appVersion', async () => {
    const chart: unknown = parse(await readFile(join(CHART, 'Chart.yaml'), 'utf8'));
    expect(chart).toMatchObject({ version: '1.0.0', appVersion: packageJson.version });
  });
});
