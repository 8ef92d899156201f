import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildChartSchema } from '../../scripts/chart-schema.ts';
import { CHART, describeChart, refusal, render } from './helm.ts';

describeChart('values are refused', () => {
  it.each([
    [{ replica: 2 }, "additional properties 'replica' not allowed"],
    [{ image: { tags: '1' } }, "at '/image': additional properties 'tags' not allowed"],
    [
      { monitoring: { serviceMonitor: { enable: true } } },
      "at '/monitoring/serviceMonitor': additional properties 'enable' not allowed",
    ],
    [
      { monitoring: { serviceMonitor: { enabled: 'yes' } } },
      "at '/monitoring/serviceMonitor/enabled': value must be one of 'auto', true, false",
    ],
    [{ monitoring: { interval: 15 } }, "at '/monitoring/interval': got number"],
    [{ monitoring: { interval: '15 s' } }, "at '/monitoring/interval': '15 s' does not match"],
    [{ monitoring: { labels: { release: 1 } } }, "at '/monitoring/labels/release': got number"],
    [{ service: { port: 0 } }, "at '/service/port': minimum: got 0, want 1"],
    [{ service: { port: '9253' } }, "at '/service/port': got string"],
    [{ ports: { metrics: 65536 } }, "at '/ports/metrics': maximum: got 65,536, want 65,535"],
    [{ replicas: -1 }, "at '/replicas': minimum: got -1, want 0"],
    [{ replicas: 1.5 }, "at '/replicas': got number"],
    [{ image: { digest: 'sha256:1' } }, "at '/image/digest': 'sha256:1' does not match"],
    [{ shutdownDelay: '5' }, "at '/shutdownDelay': '5' does not match"],
    [{ log: { level: 'loud' } }, "at '/log/level': value must be one of 'debug', 'info'"],
    [{ podLabels: { a: true } }, "at '/podLabels/a': got boolean"],
    [{ tolerations: {} }, "at '/tolerations': got object"],
    [{ resources: { limits: { memory: '1 GB' } } }, "at '/resources/limits/memory': '1 GB'"],
    [{ config: [] }, "at '/config': got array"],
    [
      { config: { collectors: { a: { http: { url: 'http://a.test', method: 'GETT' } } } } },
      "at '/config/collectors/a/http/method': 'GETT' does not match pattern '^(GET|POST|PUT|HEAD)$",
    ],
  ])('%j: %s', async (values, message) => {
    expect(await refusal({ values })).toContain(message);
  });

  it('all mistakes at once', async () => {
    const message = await refusal({ values: { replica: 1, service: { prot: 1 } } });
    expect(message).toContain("'replica'");
    expect(message).toContain("'prot'");
  });
});

describeChart('values are allowed', () => {
  it.each([
    [{ global: { anything: [1] }, enabled: true, 'x-anchors': { a: 1 } }],
    [{ resources: { limits: { cpu: 1, memory: '1.5Gi', 'example.com/gpu': '1' } } }],
    [{ securityContext: { somethingThatKubernetesLearns: {} } }],
    [{ livenessProbe: { httpGet: { path: '/', port: 'metrics' } } }],
    [{ image: { pullSecrets: ['a', { name: 'b' }] } }],
    [
      {
        config: {
          collectors: { a: { http: { url: '${env:URL}', method: '${env:METHOD:-GET}' } } },
        },
      },
    ],
  ])('%j', async (values) => {
    expect(await render({ values })).not.toEqual([]);
  });
});

describe('the schema of the chart', () => {
  const config = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      server: {
        type: ['object', 'null'],
        properties: { port: { type: 'integer' }, routePrefix: { type: 'string' } },
        additionalProperties: false,
      },
      collectors: { $ref: '#/definitions/collectors' },
    },
    additionalProperties: false,
    definitions: { collectors: { type: 'object' } },
  };

  it("holds polyprom's own, which may be null, less what the chart sets by flags", () => {
    expect(buildChartSchema(config)).toMatchObject({
      properties: {
        config: {
          type: ['object', 'null'],
          properties: { server: { properties: { routePrefix: { type: 'string' } } } },
        },
      },
      definitions: { collectors: { type: 'object' } },
    });
    expect(JSON.stringify(buildChartSchema(config)).match(/"\$schema"/g)).toHaveLength(1);
    const keys = keysOf(buildChartSchema(config));
    expect(keys).toContain('config.server.routePrefix');
    expect(keys).not.toContain('config.server.port');
  });

  it('fetches nothing: every reference stays in the file', async () => {
    const schema = await readFile(join(CHART, 'values.schema.json'), 'utf8');
    for (const [, target] of schema.matchAll(/"\$ref": "([^"]*)"/g)) expect(target).toMatch(/^#/);
  });

  it('and values.yaml name the same keys', async () => {
    const values: unknown = parse(await readFile(join(CHART, 'values.yaml'), 'utf8'));
    const schema = buildChartSchema({});
    const known = keysOf(schema);
    const given = keysGiven(values);
    expect(given.filter((key) => !known.includes(key) && !isOpen(schema, key))).toEqual([]);
    const ours = known.filter((key) => key !== 'enabled' && !passThrough.test(key));
    expect(ours.filter((key) => !given.includes(key))).toEqual([]);
  });
});

/** What goes to Kubernetes as it is: its defaults in values.yaml are not all of it. */
const passThrough = /^(strategy|(podS|s)ecurityContext|resources|\w+Probe|affinity)\./;

function keysOf(schema: unknown): string[] {
  return Object.entries(propertiesOf(schema)).flatMap(([name, child]) => [
    name,
    ...keysOf(child).map((key) => `${name}.${key}`),
  ]);
}

function keysGiven(values: unknown): string[] {
  if (!isMap(values)) return [];
  return Object.entries(values).flatMap(([name, child]) => [
    name,
    ...keysGiven(child).map((key) => `${name}.${key}`),
  ]);
}

/** Whether a schema takes a key that it does not know. */
function isOpen(schema: unknown, key: string): boolean {
  const [first = '', ...rest] = key.split('.');
  const next = propertiesOf(schema)[first];
  if (next !== undefined) return isOpen(next, rest.join('.'));
  return isMap(schema) && schema['additionalProperties'] !== false;
}

function propertiesOf(schema: unknown): Record<string, unknown> {
  const properties = isMap(schema) ? schema['properties'] : {};
  return isMap(properties) ? properties : {};
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
