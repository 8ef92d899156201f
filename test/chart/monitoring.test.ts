import { expect, it } from 'vitest';
import { describeChart, notes, OPERATOR, refusal, render } from './helm.ts';
import { kinds, only, type Manifest } from './manifest.ts';

const withOperator = ['--api-versions', OPERATOR];

async function renderMonitor(monitoring: object, values: object = {}): Promise<Manifest> {
  const flags = withOperator;
  return only(await render({ values: { monitoring, ...values }, flags }), 'ServiceMonitor');
}

describeChart('the ServiceMonitor', () => {
  it.each([
    ['auto', false, false],
    ['auto', true, true],
    [null, false, false],
    [null, true, true],
    [true, false, true],
    [true, true, true],
    [false, false, false],
    [false, true, false],
  ])('with enabled: %s and operator: %s is there: %s', async (enabled, operator, there) => {
    const manifests = await render({
      values: { monitoring: { serviceMonitor: { enabled } } },
      flags: operator ? withOperator : [],
    });
    expect(kinds(manifests).includes('ServiceMonitor')).toBe(there);
  });

  it('selects the one Service of the release, in its namespace, every 15 s', async () => {
    const manifests = await render({ flags: withOperator });
    const monitor = only(manifests, 'ServiceMonitor');
    expect(monitor.metadata).toMatchObject({
      name: 'r-polyprom',
      namespace: 'apps',
      labels: { release: 'prometheus-operator' },
    });
    expect(monitor.spec).toEqual({
      jobLabel: 'app.kubernetes.io/name',
      namespaceSelector: { matchNames: ['apps'] },
      selector: {
        matchLabels: { 'app.kubernetes.io/name': 'polyprom', 'app.kubernetes.io/instance': 'r' },
      },
      endpoints: [{ port: 'metrics', path: '/metrics', interval: '15s', honorLabels: false }],
    });
    expect(only(manifests, 'Service').metadata.labels).toMatchObject({
      'app.kubernetes.io/name': 'polyprom',
      'app.kubernetes.io/instance': 'r',
    });
  });

  it('in another namespace still looks into that of the release, under a name of its own', async () => {
    const monitor = await renderMonitor({ namespace: 'monitoring' });
    expect(monitor.metadata).toMatchObject({ name: 'r-polyprom.apps', namespace: 'monitoring' });
    expect(monitor.spec).toMatchObject({ namespaceSelector: { matchNames: ['apps'] } });
  });

  it('follows namespaceOverride', async () => {
    const monitor = await renderMonitor({}, { namespaceOverride: 'elsewhere' });
    expect(monitor.metadata.namespace).toBe('elsewhere');
    expect(monitor.spec).toMatchObject({ namespaceSelector: { matchNames: ['elsewhere'] } });
  });

  it('takes labels, of which null removes one and none replaces one that selects', async () => {
    const monitor = await renderMonitor({
      labels: { release: null, team: 'shop', 'app.kubernetes.io/name': 'other' },
    });
    expect(monitor.metadata.labels).not.toHaveProperty('release');
    expect(monitor.metadata.labels).toMatchObject({
      team: 'shop',
      'app.kubernetes.io/name': 'polyprom',
    });
  });

  it('takes interval, timeout, honorLabels and relabelings', async () => {
    const relabelings = [{ sourceLabels: ['__address__'], targetLabel: 'a', replacement: '$1' }];
    const metricRelabelings = [{ action: 'labeldrop', regex: 'pod' }];
    const monitor = await renderMonitor({
      interval: '1m',
      scrapeTimeout: '20s',
      serviceMonitor: {
        annotations: { a: 'b' },
        honorLabels: true,
        relabelings,
        metricRelabelings,
      },
    });
    expect(monitor.metadata.annotations).toEqual({ a: 'b' });
    expect(monitor.spec?.['endpoints']).toEqual([
      {
        port: 'metrics',
        path: '/metrics',
        interval: '1m',
        scrapeTimeout: '20s',
        honorLabels: true,
        relabelings,
        metricRelabelings,
      },
    ]);
  });

  it('leaves to Prometheus what is empty', async () => {
    const monitor = await renderMonitor({ interval: '' });
    expect(monitor.spec?.['endpoints']).toEqual([
      { port: 'metrics', path: '/metrics', honorLabels: false },
    ]);
  });

  it.each([
    ['/', '/metrics'],
    ['/shop', '/shop/metrics'],
    ['/shop/', '/shop/metrics'],
  ])('with the prefix %s asks %s', async (routePrefix, path) => {
    const monitor = await renderMonitor({}, { config: { server: { routePrefix } } });
    expect(monitor.spec).toMatchObject({ endpoints: [{ path }] });
  });

  it('refuses a prefix that only polyprom would know', async () => {
    const values = { config: { server: { routePrefix: '${env:PREFIX}' } } };
    expect(await refusal({ values })).toContain(
      'config.server.routePrefix: the chart needs the value for the ServiceMonitor; write it out',
    );
  });
});

describeChart('the notes', () => {
  it('say aloud that no ServiceMonitor was made, why, and what to do', async () => {
    const text = await notes();
    expect(text).toContain(
      '!!! NO ServiceMonitor WAS CREATED, so the Prometheus operator will not find these metrics: ' +
        'the cluster does not have the API monitoring.coreos.com/v1 ' +
        '(monitoring.serviceMonitor.enabled is auto).',
    );
    expect(text).toContain('set monitoring.serviceMonitor.enabled=true');
    expect(text).toContain('r-polyprom.apps.svc:9253');
  });

  it('say that the cluster knows the operator', async () => {
    expect(await notes({ flags: withOperator })).toContain(
      'ServiceMonitor r-polyprom was created in namespace apps, ' +
        'because the cluster has the API monitoring.coreos.com/v1.',
    );
  });

  it('say that it was turned off', async () => {
    expect(await notes({ values: { monitoring: { serviceMonitor: { enabled: false } } } })).toMatch(
      /NO ServiceMonitor WAS CREATED.*: monitoring\.serviceMonitor\.enabled is false\./,
    );
  });

  it('say where it was made, why, its labels and how to see what Prometheus selects', async () => {
    const monitoring = { namespace: 'monitoring', serviceMonitor: { enabled: true } };
    const text = await notes({ values: { monitoring } });
    expect(text).toContain(
      'ServiceMonitor r-polyprom.apps was created in namespace monitoring, ' +
        'because monitoring.serviceMonitor.enabled is true.',
    );
    expect(text).toContain('Its labels: release=prometheus-operator.');
    expect(text).toContain('kubectl get prometheuses.monitoring.coreos.com -A');
    expect(text).not.toContain('!!!');
  });
});
