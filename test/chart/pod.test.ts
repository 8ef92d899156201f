import { expect, it } from 'vitest';
import { graceMs } from '../../src/run.ts';
import { describeChart, refusal, render } from './helm.ts';
import { containerOf, kinds, only, podOf } from './manifest.ts';

describeChart('the image', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    [{ registry: 'registry.example', tag: '2' }, {}, 'registry.example/polyprom:2'],
    [{ registry: 'registry.example/' }, {}, 'registry.example/polyprom:1.0.0'],
    [{ repository: 'team/polyprom' }, {}, 'team/polyprom:1.0.0'],
    [{ registry: 'a.example' }, { imageRegistry: 'b.example' }, 'b.example/polyprom:1.0.0'],
    [{ digest }, {}, `polyprom@${digest}`],
    [{ digest, tag: '2' }, {}, `polyprom:2@${digest}`],
  ])('of %j and global %j is %s', async (image, global, expected) => {
    const manifests = await render({ values: { image, global } });
    expect(containerOf(manifests).image).toBe(expected);
    expect(only(manifests, 'Pod').spec).toMatchObject({ containers: [{ image: expected }] });
  });

  it('is pulled with the Secrets of the umbrella and of the chart, each once', async () => {
    const values = {
      image: { pullSecrets: ['mine', 'shared'] },
      global: { imagePullSecrets: [{ name: 'shared' }] },
    };
    const manifests = await render({ values });
    const imagePullSecrets = [{ name: 'shared' }, { name: 'mine' }];
    expect(podOf(manifests).spec).toMatchObject({ imagePullSecrets });
    expect(only(manifests, 'Pod').spec).toMatchObject({ imagePullSecrets });
  });
});

describeChart('ports', () => {
  it('are passed to polyprom, to the probes and to the test', async () => {
    const values = { ports: { metrics: 9000, health: 9001 }, service: { port: 80 } };
    const manifests = await render({ values });
    expect(containerOf(manifests).args.slice(0, 5)).toEqual(
      'serve --port 9000 --health-port 9001'.split(' '),
    );
    expect(containerOf(manifests)).toMatchObject({
      ports: [{ containerPort: 9000 }, { containerPort: 9001 }],
      livenessProbe: { httpGet: { port: 'health' } },
    });
    expect(only(manifests, 'Service').spec).toMatchObject({
      ports: [{ port: 80, targetPort: 'metrics' }],
    });
    const url = 'http://r-polyprom.apps.svc:80/metrics';
    const args = expect.arrayContaining(['get', url]) as unknown;
    expect(only(manifests, 'Pod').spec).toMatchObject({ containers: [{ args }] });
  });

  it('are refused when both are the same', async () => {
    expect(await refusal({ values: { ports: { metrics: 8001 } } })).toContain(
      'ports.metrics and ports.health are both 8001: use different ports',
    );
  });
});

describeChart('the time to shut down', () => {
  it('is the delay, and what scrapes under way may take', () => {
    expect(graceMs).toBe(15_000);
  });

  it.each([
    ['6s', 6, 21],
    ['29001ms', 30, 45],
    ['40s', 30, 55],
    ['1m30.5s', 60, 106],
    ['1h', null, 3615],
    [null, 4, 20],
  ])('is refused with a delay of %s and %s seconds', async (delay, grace, enough) => {
    const values = { shutdownDelay: delay, terminationGracePeriodSeconds: grace };
    expect(await refusal({ values })).toContain(
      `terminationGracePeriodSeconds is ${grace ?? 30} and shutdownDelay ${delay ?? '5s'}: the pod would be killed while polyprom is still serving scrapes. Set terminationGracePeriodSeconds to ${enough} (shutdownDelay plus 15 s for scrapes in progress), or shorten shutdownDelay`,
    );
  });

  it.each([
    ['6s', 10],
    ['0s', 1],
    ['15s', null],
    ['1m30.5s', 106],
    ['40s', 0],
  ])('is enough with a delay of %s and %s seconds', async (delay, grace) => {
    const values = { shutdownDelay: delay, terminationGracePeriodSeconds: grace };
    expect(containerOf(await render({ values })).args).toContain(delay);
  });
});

describeChart('the pod', () => {
  const heap = { name: 'NODE_OPTIONS', value: '--max-old-space-size-percentage=60' };
  const own = { name: 'NODE_OPTIONS', value: '--max-old-space-size=99' };
  it.each([
    ['with a limit', {}, [heap]],
    ['with a limit and the same variable', { extraEnv: [own] }, [own]],
    ['without a limit', { resources: { limits: null } }, undefined],
    ['without resources', { resources: null }, undefined],
  ])('gives a part of its memory to the heap: %s', async (_, values, env) => {
    expect(containerOf(await render({ values }))['env']).toEqual(env);
  });

  it('takes what Kubernetes has for it', async () => {
    const values = {
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
      affinity: { nodeAffinity: {} },
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
      ],
      priorityClassName: 'high',
      terminationGracePeriodSeconds: 0,
    };
    expect(podOf(await render({ values })).spec).toMatchObject(values);
  });

  it('takes arguments, environment and volumes', async () => {
    const env = [{ name: 'A', value: '1' }];
    const envFrom = [{ secretRef: { name: 's' } }];
    const volumes = [{ name: 'data', emptyDir: {} }];
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    const manifests = await render({
      values: {
        extraArgs: ['--host', '::'],
        extraEnv: env,
        envFrom,
        extraVolumes: volumes,
        extraVolumeMounts: volumeMounts,
        config: { scrape: { timeout: '5s' } },
      },
    });
    // For commands that somebody runs in the pod.
    const file = { name: 'POLYPROM_CONFIG', value: '/etc/polyprom/config/polyprom.yaml' };
    expect(containerOf(manifests)['env']).toEqual([file, heap, ...env]);
    expect(containerOf(manifests)['envFrom']).toEqual(envFrom);
    expect(containerOf(manifests).args.slice(-2)).toEqual(['--host', '::']);
    expect(containerOf(manifests).volumeMounts).toEqual([
      { name: 'polyprom-config', mountPath: '/etc/polyprom/config', readOnly: true },
      ...volumeMounts,
    ]);
    expect(podOf(manifests).spec.volumes).toHaveLength(2);
  });

  it('takes annotations and labels, but none in place of one that selects', async () => {
    const podLabels = { team: 'shop', 'app.kubernetes.io/instance': 'other' };
    const manifests = await render({ values: { podAnnotations: { a: 'b' }, podLabels } });
    expect(podOf(manifests).metadata).toEqual({
      annotations: { a: 'b' },
      labels: {
        team: 'shop',
        'app.kubernetes.io/name': 'polyprom',
        'app.kubernetes.io/instance': 'r',
      },
    });
  });

  it('keeps the default timing of a probe that gets one more setting', async () => {
    const manifests = await render({ values: { livenessProbe: { failureThreshold: 9 } } });
    expect(containerOf(manifests)['livenessProbe']).toEqual({
      httpGet: { path: '/-/healthy', port: 'health' },
      periodSeconds: 10,
      timeoutSeconds: 3,
      failureThreshold: 9,
    });
  });

  it('takes a probe with a handler of its own', async () => {
    const tcpSocket = { port: 'metrics' };
    const manifests = await render({ values: { readinessProbe: { tcpSocket } } });
    expect(containerOf(manifests)['readinessProbe']).toMatchObject({ tcpSocket });
    expect(containerOf(manifests)['readinessProbe']).not.toHaveProperty('httpGet');
  });

  it.each(['livenessProbe', 'readinessProbe', 'startupProbe'])('has no %s at null', async (key) => {
    expect(containerOf(await render({ values: { [key]: null } }))).not.toHaveProperty(key);
  });

  it('loses a single default by null', async () => {
    const values = { podSecurityContext: { runAsUser: null }, resources: { limits: null } };
    const manifests = await render({ values });
    expect(podOf(manifests).spec['securityContext']).not.toHaveProperty('runAsUser');
    expect(containerOf(manifests)['resources']).toEqual({
      requests: { cpu: '10m', memory: '64Mi' },
    });
  });

  it('may be replaced instead of rolled', async () => {
    const manifests = await render({ values: { strategy: { type: 'Recreate' } } });
    expect(only(manifests, 'Deployment').spec?.['strategy']).toEqual({ type: 'Recreate' });
  });

  it('uses a ServiceAccount that is there already', async () => {
    const values = { serviceAccount: { create: false, name: 'mine' } };
    const manifests = await render({ values });
    expect(kinds(manifests)).not.toContain('ServiceAccount');
    expect(podOf(manifests).spec['serviceAccountName']).toBe('mine');
    const nameless = await render({ values: { serviceAccount: { create: false } } });
    expect(podOf(nameless).spec['serviceAccountName']).toBe('default');
  });
});

describeChart('a setting that counts as nothing', () => {
  it('is honoured: 0 and false', async () => {
    const values = {
      replicas: 0,
      terminationGracePeriodSeconds: 0,
      serviceAccount: { create: false },
      podSecurityContext: { runAsNonRoot: false },
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: false },
      livenessProbe: { initialDelaySeconds: 0 },
      monitoring: { serviceMonitor: { enabled: true, honorLabels: false } },
    };
    const manifests = await render({ values });
    expect(only(manifests, 'Deployment').spec).toMatchObject({ replicas: 0 });
    expect(podOf(manifests).spec).toMatchObject({
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: false },
    });
    expect(containerOf(manifests)).toMatchObject({
      securityContext: { readOnlyRootFilesystem: false },
      livenessProbe: { initialDelaySeconds: 0 },
    });
    expect(only(manifests, 'ServiceMonitor').spec).toMatchObject({
      endpoints: [{ honorLabels: false }],
    });
  });

  it('is the default at null, in every block', async () => {
    const blocks = 'config image ports service monitoring serviceAccount log global'.split(' ');
    const values = Object.fromEntries(blocks.map((block) => [block, null]));
    expect(containerOf(await render({ values }))).toMatchObject({
      image: 'polyprom:1.0.0',
      args: expect.arrayContaining(['8000', '8001', 'info', 'json']) as unknown,
    });
  });
});
