import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHART, describeChart, OPERATOR, render } from './helm.ts';
import { only, podOf, selectorOf, type Manifest } from './manifest.ts';

const flags = ['--api-versions', OPERATOR];
const values = { config: { scrape: { timeout: '5s' } } };

function names(manifests: readonly Manifest[]): Set<string> {
  return new Set(manifests.map(({ metadata }) => metadata.name));
}

describeChart('names', () => {
  it.each([
    ['shop', {}, 'shop-polyprom'],
    ['polyprom', {}, 'polyprom'],
    ['my-polyprom-2', {}, 'my-polyprom-2'],
    ['shop', { nameOverride: 'exporter' }, 'shop-exporter'],
    ['shop', { fullnameOverride: 'exporter' }, 'exporter'],
  ])('of release %s with %j are %s', async (name, overrides, expected) => {
    const manifests = await render({ name, values: { ...values, ...overrides }, flags });
    expect(names(manifests)).toEqual(new Set([expected, `${expected}-check`, `${expected}-test`]));
  });

  it.each([
    ['a release', 'r'.repeat(53), {}],
    ['an override', 'r', { fullnameOverride: `${'f'.repeat(62)}-x` }],
    ['a name', 'r', { nameOverride: `${'n'.repeat(61)}-${'x'.repeat(9)}` }],
  ])('have at most 63 characters, whatever the length of %s', async (_, name, overrides) => {
    const manifests = await render({ name, values: { ...values, ...overrides }, flags });
    for (const { metadata } of manifests) {
      for (const text of [metadata.name, ...Object.values(metadata.labels)]) {
        expect(text.length).toBeLessThanOrEqual(63);
        expect(text).toMatch(/[a-zA-Z0-9]$/);
      }
    }
  });

  it('are text, also where they look like numbers', async () => {
    const overrides = { nameOverride: '1e3', fullnameOverride: '0755' };
    const release = { name: '123', namespace: '456', flags };
    const manifests = await render({ ...release, values: { ...values, ...overrides } });
    for (const { metadata } of manifests) {
      expect(metadata.name).toMatch(/^0755(-test|-check)?$/);
      expect(metadata.namespace).toBe('456');
      expect(metadata.labels['app.kubernetes.io/instance']).toBe('123');
    }
  });

  it('are all in namespaceOverride', async () => {
    const overrides = { namespaceOverride: 'elsewhere' };
    for (const { metadata } of await render({ values: { ...values, ...overrides }, flags })) {
      expect(metadata.namespace).toBe('elsewhere');
    }
  });
});

describeChart('labels', () => {
  it('are those that Kubernetes recommends, on every object', async () => {
    for (const { metadata } of await render({ values, flags })) {
      expect(metadata.labels).toMatchObject({
        'app.kubernetes.io/instance': 'r',
        'app.kubernetes.io/managed-by': 'Helm',
        'app.kubernetes.io/version': '1.0.0',
        'helm.sh/chart': 'polyprom-1.0.0',
      });
    }
  });

  it('select the pods of one release only, and never the pod of its test', async () => {
    const [a, b] = await Promise.all([render({ name: 'a' }), render({ name: 'b' })]);
    const selector = selectorOf(a);
    const selects = (labels: Readonly<Record<string, string>>) =>
      Object.entries(selector).every(([key, value]) => labels[key] === value);
    expect(only(a, 'Deployment').spec?.['selector']).toEqual({ matchLabels: selector });
    expect(selects(podOf(a).metadata.labels)).toBe(true);
    expect(selects(podOf(b).metadata.labels)).toBe(false);
    expect(selects(only(a, 'Pod').metadata.labels)).toBe(false);
    expect([...names(a)].filter((name) => names(b).has(name))).toEqual([]);
  });

  it('of the pod stay when only the version of the chart changes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'polyprom-chart-'));
    try {
      await cp(CHART, folder, { recursive: true });
      const manifest = join(folder, 'Chart.yaml');
      const text = await readFile(manifest, 'utf8');
      await writeFile(manifest, text.replace('version: 1.0.0', 'version: 1.0.1+build.5'));
      const newer = await render({ chart: folder, values });
      expect(only(newer, 'Service').metadata.labels['helm.sh/chart']).toBe(
        'polyprom-1.0.1_build.5',
      );
      expect(podOf(newer)).toEqual(podOf(await render({ values })));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describeChart('in an umbrella chart', () => {
  it('two polyproms live side by side, one of them switched off by its condition', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'polyprom-umbrella-'));
    try {
      const aliases = ['shop', 'stock', 'off'];
      const manifest = [
        'apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies:',
        ...aliases.map(
          (alias) =>
            `  - {name: polyprom, version: 1.0.0, alias: ${alias}, condition: ${alias}.enabled}`,
        ),
      ];
      await writeFile(join(folder, 'Chart.yaml'), `${manifest.join('\n')}\n`);
      await cp(CHART, join(folder, 'charts/polyprom'), { recursive: true });
      const manifests = await render({
        chart: folder,
        values: {
          global: { imageRegistry: 'registry.example', somebodyElses: 1 },
          shop: { enabled: true, ...values, livenessProbe: null },
          stock: { enabled: true },
          off: { enabled: false },
        },
      });
      const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
      expect([...names(deployments)]).toEqual(['r-shop', 'r-stock']);
      for (const deployment of deployments) {
        expect(deployment.spec).toMatchObject({
          template: { spec: { containers: [{ image: 'registry.example/polyprom:1.0.0' }] } },
        });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
