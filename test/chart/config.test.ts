import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { sourceKinds } from '../../src/sources/kinds.ts';
import { describeChart, notes, refusal, render } from './helm.ts';
import { containerOf, kinds, only, podOf } from './manifest.ts';

/** The configuration as polyprom reads it in the pod: YAML 1.2. */
async function configInPod(values: object | string, flags: string[] = []): Promise<unknown> {
  const configMap = only(await render({ values, flags }), 'ConfigMap');
  return parse(configMap.data?.['polyprom.yaml'] ?? '');
}

function collector(metric: object, rest: object = {}): object {
  const source = { http: { url: 'https://shop.example/' } };
  return { collectors: { shop: { ...source, metrics: { m: metric }, ...rest } } };
}

const readable = fc.constantFrom(
  ...`abz019 \n-:#{}[]"'\\|>&*!%@\`,?~=.+_<$/()^;`.split(''),
  'ä',
  '日',
  '\u{1F600}',
);
async function checksum(config: object): Promise<string | undefined> {
  const values = { config, restartOnConfigChange: true };
  return podOf(await render({ values })).metadata.annotations?.['checksum/config'];
}

function httpWithToken(name: string, key: string): object {
  const token = { secretKeyRef: { name, key } };
  return { url: 'https://shop.example/', auth: { bearer: { token } } };
}

/** Texts that one of the two versions of YAML takes for something else. */
const ambiguous = fc.constantFrom(
  ...'on No y ~ = null TRUE 1 +1 08 0755 0o7 0x1F 0b1 1_0 1e3 .5 1. .inf -.Inf .NaN'.split(' '),
  ...'1:20 12:30:45 2026-11-22 2026-11-22T09:00:00Z << !!str *a &a - ? -- --- ...'.split(' '),
  '',
);

function documents(texts: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const key = fc.oneof(texts, ambiguous);
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      texts,
      ambiguous,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;
}

describeChart('config', () => {
  it('is one file, mounted as a folder, and passed', async () => {
    const manifests = await render({ values: { config: { scrape: { timeout: '5s' } } } });
    expect(only(manifests, 'ConfigMap').data).toEqual({
      'polyprom.yaml': 'scrape:\n  timeout: 5s\n',
    });
    const { args, volumeMounts } = containerOf(manifests);
    expect(args.slice(-2)).toEqual(['--config', '/etc/polyprom/config/polyprom.yaml']);
    expect(volumeMounts).toEqual([
      { name: 'polyprom-config', mountPath: '/etc/polyprom/config', readOnly: true },
    ]);
    expect(podOf(manifests).spec.volumes).toEqual([
      { name: 'polyprom-config', configMap: { name: 'r-polyprom' } },
    ]);
  });

  it.each([[null], [{}]])('that is %j makes nothing', async (config) => {
    const manifests = await render({ values: { config } });
    expect(kinds(manifests)).not.toContain('ConfigMap');
    expect(containerOf(manifests).args).not.toContain('--config');
    expect(podOf(manifests).spec.volumes).toBeUndefined();
    expect(podOf(manifests).metadata.annotations).toBeUndefined();
  });

  it.each([
    ['templates', '{{ .Release.Name }} {{ fail "no" }} {{- $x := 1 }}'],
    ['dollars', "$root.a && $(HOME) ${env:HOME} $${not} $'"],
    ['quotes', `'single' "double" \`3\` \\ back\\slash`],
    ['lines', '  first\n\tsecond\n\n   third  \n\n\n'],
    ['a carriage return', 'a\r\nb\r'],
    ['signs of YAML', '- a: b # c\n---\n...\n&x *x !t | > % @ `'],
    ['what YAML 1.1 reads otherwise', 'on'],
    ['a number', '1e3'],
    ['an octal number', '0755'],
    ['an octal number of YAML 1.2', '0o755'],
    ['a number with underscores', '1_000'],
    ['a time', '12:30:45'],
    ['a day', '2026-11-22'],
    ['null', 'null'],
    ['nothing', ''],
    ['other alphabets', 'Zähler \u{1F600} \u2028 \u00A0 \u0007'],
  ])('keeps %s as text', async (_, help) => {
    const config = collector({ help, value: 'a' });
    expect(await configInPod({ config })).toEqual(config);
  });

  it('keeps numbers and truth values', async () => {
    const map = { a: 0, b: -0.5, c: 1e3, d: 1e21, e: 1.5e-7, f: 9007199254740991 };
    const config = collector({ help: 'Help.', value: true, default: 0, map });
    expect(await configInPod({ config })).toEqual(config);
  });

  it('is read as YAML 1.1 by Helm, and means the same afterwards', async () => {
    const values = [
      'config:',
      '  collectors:',
      '    shop:',
      '      http: { url: https://shop.example/ }',
      '      metrics:',
      '        m:',
      '          help: |',
      '            Two',
      '            lines.',
      '          value: a',
      '          map: { "on": 1, "0755": 0x1F, "1.10": 1.10, "~": 1e3 }',
    ].join('\n');
    const map = { on: 1, '0755': 31, '1.10': 1.1, '~': 1000 };
    expect(await configInPod(values)).toEqual(
      collector({ help: 'Two\nlines.\n', value: 'a', map }),
    );
  });

  it.each([
    ['readable text as YAML', fc.string({ unit: readable }), /^anything:/],
    ['any text, at worst as JSON', fc.string({ unit: 'binary' }), /^(\{|anything:)/],
  ])('comes through as it was: %s', async (_, texts, form) => {
    const values = fc.array(documents(texts), { minLength: 100, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(values, async (anything) => {
        // The schema would refuse such a configuration, and what it says is not meant here.
        const flags = ['--skip-schema-validation'];
        const config = { anything, end: 'end' };
        const configMap = only(await render({ values: { config }, flags }), 'ConfigMap');
        const text = configMap.data?.['polyprom.yaml'] ?? '';
        expect(text).toMatch(form);
        expect(parse(text)).toEqual(config);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });

  it('restarts the pod when it changes with restartOnConfigChange, and only then', async () => {
    const first = await checksum({ scrape: { timeout: '5s' } });
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await checksum({ scrape: { timeout: '5s' } })).toBe(first);
    expect(await checksum({ scrape: { timeout: '6s' } })).not.toBe(first);
  });

  it('restarts nothing by default, for polyprom reads it again by itself', async () => {
    const values = { config: { scrape: { timeout: '5s' } } };
    expect(podOf(await render({ values })).metadata.annotations).toBeUndefined();
  });
});

describeChart('configAsSecret', () => {
  const config = { scrape: { timeout: '5s' } };

  it('puts the same file into a Secret, mounted at the same place', async () => {
    const manifests = await render({ values: { config, configAsSecret: true } });
    const asConfigMap = await render({ values: { config } });

    expect(kinds(manifests)).not.toContain('ConfigMap');
    const { metadata, stringData } = only(manifests, 'Secret');
    expect(metadata).toMatchObject({ name: 'r-polyprom-config', namespace: 'apps' });
    expect(stringData).toEqual({ 'polyprom.yaml': 'scrape:\n  timeout: 5s\n' });
    expect(podOf(manifests).spec.volumes).toEqual([
      { name: 'polyprom-config', secret: { secretName: 'r-polyprom-config' } },
    ]);
    expect(containerOf(manifests)).toEqual(containerOf(asConfigMap));
    expect(podOf(manifests).metadata).toEqual(podOf(asConfigMap).metadata);
  });

  it('makes nothing without a configuration', async () => {
    const manifests = await render({ values: { configAsSecret: true } });
    expect(kinds(manifests)).not.toContain('Secret');
    expect(podOf(manifests).spec.volumes).toBeUndefined();
  });
});

describeChart('the notes', () => {
  const metrics = { token: { help: 'Help.', value: 'token', labels: { key: 'a' } } };
  const notesOf = (http: object, rest: object = {}) =>
    notes({
      values: {
        config: { collectors: { shop: { http: { url: 'http://a.test', ...http }, metrics } } },
        ...rest,
      },
    });

  it('name the places where secrets seem to be written out, and the ways out', async () => {
    const text = await notesOf({
      url: 'https://polly:hunter2@shop.test/',
      headers: { Authorization: 'Bearer hunter2', 'X-Api-Key': 'hunter2', accept: 'text/plain' },
      query: { token: 'hunter2' },
      body: { users: [{ pin: 1234 }] },
      auth: { basic: { username: 'polly', password: 'hunter2' } },
      tls: { cert: 'c', key: '-----BEGIN PRIVATE KEY-----' },
    });

    expect(text).not.toContain('hunter2');
    expect(text).toMatch(/ConfigMap r-polyprom .*\n[^]*secretKeyRef[^]*configAsSecret=true/);
    expect(text.match(/^ {2}config\..*/gm)?.toSorted()).toEqual(
      [
        'auth.basic.password',
        'body.users[0].pin',
        'headers.Authorization',
        'headers.X-Api-Key',
        'query.token',
        'tls.key',
        'url',
      ].map((place) => `  config.collectors.shop.http.${place}`),
    );
  });

  it('do not warn of references, expressions and paths', async () => {
    const text = await notesOf({
      url: 'https://polly:${env:PASSWORD}@shop.test/',
      headers: { Authorization: 'Bearer ${env:TOKEN}' },
      query: { key: { secretKeyRef: { name: 'shop', key: 'token' } }, page: '1' },
      auth: {
        login: { url: 'http://a.test', token: 'data.token', body: { password: '${file:/run/p}' } },
      },
      tls: { cert: '/etc/ssl/tls.crt', key: '/etc/ssl/tls.key' },
    });
    expect(text).not.toContain('WRITTEN OUT');
  });

  it('do not warn when the configuration is a Secret', async () => {
    const http = { query: { token: 'hunter2' } };
    expect(await notesOf(http)).toContain('WRITTEN OUT');
    expect(await notesOf(http, { configAsSecret: true })).not.toContain('WRITTEN OUT');
  });
});

describeChart('secretKeyRef in config', () => {
  const metrics = { m: { help: 'Help.', value: '1' } };

  it('mounts the keys that are named, wherever they are named, each once', async () => {
    const config = {
      collectors: {
        a: { http: httpWithToken('shop', 'token'), metrics },
        b: { http: httpWithToken('shop', 'token'), metrics },
        c: { http: httpWithToken('shop', 'other'), metrics },
        d: { http: httpWithToken('a.b', 'key'), metrics },
      },
    };
    const manifests = await render({ values: { config } });
    expect(podOf(manifests).spec.volumes?.[1]).toEqual({
      name: 'polyprom-secrets',
      projected: {
        sources: [
          { secret: { name: 'a.b', items: [{ key: 'key', path: 'a.b/key' }] } },
          {
            secret: {
              name: 'shop',
              items: [
                { key: 'other', path: 'shop/other' },
                { key: 'token', path: 'shop/token' },
              ],
            },
          },
        ],
      },
    });
    expect(containerOf(manifests).volumeMounts?.[1]).toEqual({
      name: 'polyprom-secrets',
      mountPath: '/etc/polyprom/secrets',
      readOnly: true,
    });
  });

  it('is found in lists', async () => {
    const config = { anything: [[{ x: { secretKeyRef: { name: 'deep', key: 'down' } } }]] };
    const manifests = await render({ values: { config }, flags: ['--skip-schema-validation'] });
    expect(podOf(manifests).spec.volumes?.[1]).toMatchObject({
      projected: { sources: [{ secret: { name: 'deep' } }] },
    });
  });

  it('mounts nothing without one', async () => {
    const manifests = await render({ values: { config: collector({ help: 'H.', value: 1 }) } });
    expect(podOf(manifests).spec.volumes).toHaveLength(1);
  });
});

describeChart('config is refused', () => {
  const kindsOfSources = Object.keys(sourceKinds).join(', ');
  const metrics = { m: { help: 'Help.', value: '1' } };
  const http = { url: 'https://shop.example/' };

  it('with collectors in two replicas, with the reason and the way out', async () => {
    const values = { replicas: 2, config: { collectors: { b: { http, metrics } } } };
    expect(await refusal({ values })).toContain(
      'replicas is 2, and config.collectors contains b: every replica would collect the same ' +
        'data, so each series would exist 2 times. Set replicas to 1, or set ' +
        'acceptDuplicateSeries to true if this is intended',
    );
    const manifests = await render({ values: { ...values, acceptDuplicateSeries: true } });
    expect(only(manifests, 'Deployment').spec).toMatchObject({ replicas: 2 });
  });

  it.each([
    ['no replica', 0, { a: { http, metrics } }],
    ['one replica', 1, { a: { http, metrics } }],
    ['an autoscaler', null, { a: { http, metrics } }],
    ['two replicas of a collector that an overlay deleted', 2, { a: null }],
    ['two replicas without collectors', 2, {}],
  ])('not with %s', async (_, replicas, collectors) => {
    const values = { replicas, config: { collectors, scrape: { timeout: '5s' } } };
    const { spec } = only(await render({ values }), 'Deployment');
    expect(spec?.['replicas']).toBe(replicas ?? undefined);
  });

  it('when a collector has no source', async () => {
    const values = { config: { collectors: { shop: { http: null, metrics } } } };
    expect(await refusal({ values })).toContain(
      `config.collectors.shop has no source: set exactly one of ${kindsOfSources}`,
    );
  });

  it('when a collector has two sources', async () => {
    const values = { config: { collectors: { shop: { http, demo: {}, metrics } } } };
    expect(await refusal({ values })).toContain(
      'config.collectors.shop has 2 sources (demo, http): keep exactly one',
    );
  });
});
