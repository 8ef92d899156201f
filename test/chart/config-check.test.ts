import { writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { run, writeTemporary } from '../cli/program.ts';
import { describeChart, render } from './helm.ts';
import { checkOf, type Manifest } from './manifest.ts';

const config = {
  collectors: {
    shop: {
      http: {
        url: 'https://shop.example/',
        auth: { bearer: { token: { secretKeyRef: { name: 'shop', key: 'token' } } } },
      },
      metrics: { orders: { help: 'Orders.', value: 'length(orders)' } },
    },
  },
};

const Job = z.looseObject({
  template: z.looseObject({
    metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
    spec: z.looseObject({
      restartPolicy: z.string(),
      securityContext: z.unknown(),
      volumes: z.array(z.looseObject({ name: z.string() })),
      containers: z.tuple([
        z.looseObject({
          args: z.array(z.string()),
          terminationMessagePolicy: z.string(),
          securityContext: z.unknown(),
          env: z.array(z.looseObject({ name: z.string() })).optional(),
          envFrom: z.array(z.unknown()).optional(),
        }),
      ]),
    }),
  }),
});

async function check(
  values: object,
): Promise<readonly [Manifest, z.infer<typeof Job>['template']]> {
  const [file, job] = checkOf(await render({ values }));
  return [file!, Job.parse(job?.spec).template];
}

/** What the check reads. */
async function fileOf(values: object): Promise<string> {
  const [file, { spec }] = await check(values);
  expect(spec.containers[0].args).toEqual(['check', '/etc/polyprom/check/values.yaml']);
  return file.data?.['values.yaml'] ?? '';
}

describeChart('the check before an installation or an upgrade', () => {
  it('runs by default where there is a configuration, and not without or when it is off', async () => {
    const manifests = checkOf(await render({ values: { config } }));
    expect(manifests.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Job']);
    const weights = manifests.map(({ metadata }) => metadata.annotations?.['helm.sh/hook-weight']);
    expect(Number(weights[0])).toBeLessThan(Number(weights[1]));
    for (const { metadata } of manifests) {
      expect(metadata.annotations?.['helm.sh/hook-delete-policy']).toBe(
        'before-hook-creation,hook-succeeded',
      );
    }
    expect(manifests[1]?.metadata.annotations?.['helm.sh/hook-output-log-policy']).toBe(
      'hook-failed',
    );
    expect(checkOf(await render({ values: {} }))).toEqual([]);
    expect(checkOf(await render({ values: { config, configCheck: { enabled: false } } }))).toEqual(
      [],
    );
    expect(checkOf(await render({ values: { config, configCheck: null } }))).toHaveLength(2);
  });

  it('needs nothing that may not be there yet', async () => {
    const [, { spec }] = await check({
      config,
      extraEnv: [
        { name: 'PLAIN', value: '1' },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'later', key: 'key' } } },
      ],
      envFrom: [{ secretRef: { name: 'later' } }],
      extraVolumes: [
        { name: 'ca', secret: { secretName: 'later' } },
        { name: 'disk', persistentVolumeClaim: { claimName: 'data' } },
      ],
      extraVolumeMounts: [{ name: 'ca', mountPath: '/ca' }],
    });
    const [container] = spec.containers;
    expect(container.env?.find(({ name }) => name === 'KEY')).toEqual({
      name: 'KEY',
      valueFrom: { secretKeyRef: { name: 'later', key: 'key', optional: true } },
    });
    expect(container.env).toContainEqual({ name: 'PLAIN', value: '1' });
    expect(container.envFrom).toEqual([{ secretRef: { name: 'later', optional: true } }]);
    expect(spec.volumes.slice(1)).toEqual([
      {
        name: 'polyprom-secrets',
        projected: {
          sources: [
            {
              secret: {
                name: 'shop',
                items: [{ key: 'token', path: 'shop/token' }],
                optional: true,
              },
            },
          ],
        },
      },
      { name: 'ca', secret: { secretName: 'later', optional: true } },
      { name: 'disk', emptyDir: {} },
    ]);
    expect(spec).not.toHaveProperty('serviceAccountName');
  });

  it('is not selected by the Service, runs as the pod does, and shows its message', async () => {
    const [, { metadata, spec }] = await check({ config });
    expect(metadata.labels['app.kubernetes.io/name']).toBe('r-polyprom-check');
    expect(spec.restartPolicy).toBe('Never');
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
    const [container] = spec.containers;
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
    expect(container.terminationMessagePolicy).toBe('FallbackToLogsOnError');
  });

  it('keeps a configuration with secrets in a Secret', async () => {
    const [file, { spec }] = await check({ config, configAsSecret: true });
    expect(file.kind).toBe('Secret');
    expect(spec.volumes[0]).toMatchObject({ secret: { secretName: file.metadata.name } });
  });

  it('refuses what the schema lets through, and nothing that is only not there yet', async () => {
    const good = writeTemporary('values.yaml', await fileOf({ config }));
    expect((await run(['check', good])).code).toBe(0);

    const bad = parse(stringify(config));
    bad.collectors.shop.metrics.orders.value = 'length(orders';
    writeFileSync(good, await fileOf({ config: bad }));
    const { code, stderr } = await run(['check', good]);
    expect(code).toBe(2);
    expect(stderr).toContain('metrics.orders.value');
  });
});
