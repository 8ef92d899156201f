import { logFormats, logLevels } from '../src/log-options.ts';

/** A JSON Schema, draft 7, which Helm validates values against. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Keys that the chart sets with flags, from values of its own. */
const SERVER_KEYS_OF_THE_CHART = ['host', 'port', 'healthPort', 'listen', 'webConfigFile'];

const QUANTITY = {
  type: ['string', 'number', 'null'],
  pattern: '^[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$',
};
const PROMETHEUS_DURATION =
  '^$|^(0|([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$';

/**
 * The schema of the chart's values: closed, flat and self-contained, so that the error for a typo names the wrong key and
 * nothing is fetched. `configSchema` is polyprom's own schema in draft 7; it becomes `config`, without the keys that the
 * chart sets itself. Null is allowed everywhere, since an overlay deletes a default with it. What is passed on to
 * Kubernetes stays open to fields that Kubernetes adds later.
 */
export function buildChartSchema(configSchema: JsonSchema): JsonSchema {
  const { definitions, ...config } = withoutServerKeys(configSchema);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...closed({
      config: { ...config, type: ['object', 'null'] },
      configAsSecret: boolean,
      restartOnConfigChange: boolean,
      configCheck: closed({ enabled: boolean }),
      acceptDuplicateSeries: boolean,
      image: imageSchema(),
      replicas: integer(0),
      ports: closed({ metrics: port, health: port }),
      service: closed({
        type: oneOf('ClusterIP', 'NodePort', 'LoadBalancer'),
        port,
        annotations: texts,
        labels: texts,
      }),
      tls: tlsSchema(),
      basicAuth: closed({ enabled: boolean, username: text, secretName: text }),
      webConfig: anyObject,
      monitoring: monitoringSchema(),
      nameOverride: text,
      fullnameOverride: text,
      namespaceOverride: text,
      serviceAccount: closed({ create: boolean, name: text, annotations: texts }),
      log: closed({
        level: oneOf(...logLevels),
        format: oneOf(...logFormats),
      }),
      shutdownDelay: { type: ['string', 'null'], pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$' },
      ...podSchema(),
      extraArgs: list(text),
      extraEnv: list(open({ name: text, value: text, valueFrom: anyObject })),
      envFrom: list(open({ prefix: text, configMapRef: anyObject, secretRef: anyObject })),
      extraVolumes: list(open({ name: text })),
      extraVolumeMounts: list(open({ name: text, mountPath: text, readOnly: boolean })),
      // For umbrella charts: shared values, and the condition that enables this chart.
      global: open({ imageRegistry: text, imagePullSecrets: list(secretName) }),
      enabled: boolean,
    }),
    // For YAML anchors.
    patternProperties: { '^x-': true },
    ...(definitions === undefined ? {} : { definitions }),
  };
}

const text = { type: ['string', 'null'] };
const boolean = { type: ['boolean', 'null'] };
const anyObject = { type: ['object', 'null'] };
const texts = { type: ['object', 'null'], additionalProperties: text };
const port = { type: ['integer', 'null'], minimum: 1, maximum: 65535 };
const duration = { type: ['string', 'null'], pattern: PROMETHEUS_DURATION };
const secretName = { type: ['string', 'object'], properties: { name: text }, required: ['name'] };

function integer(minimum: number): JsonSchema {
  return { type: ['integer', 'null'], minimum };
}

function oneOf(...values: readonly (string | boolean)[]): JsonSchema {
  return { enum: [...values, null] };
}

function list(items: JsonSchema): JsonSchema {
  return { type: ['array', 'null'], items };
}

function open(properties: JsonSchema): JsonSchema {
  return { type: ['object', 'null'], properties };
}

function closed(properties: JsonSchema): JsonSchema {
  return { ...open(properties), additionalProperties: false };
}

function imageSchema(): JsonSchema {
  return closed({
    registry: text,
    repository: text,
    tag: text,
    digest: { type: ['string', 'null'], pattern: '^$|^sha256:[a-f0-9]{64}$' },
    pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
    pullSecrets: list(secretName),
  });
}

function tlsSchema(): JsonSchema {
  return closed({
    enabled: boolean,
    secretName: text,
    certManager: closed({
      enabled: boolean,
      issuerRef: anyObject,
      dnsNames: list(text),
      duration: text,
      renewBefore: text,
    }),
    clientAuth: closed({
      enabled: boolean,
      secretName: text,
      allowedSans: list(text),
      monitorSecretName: text,
    }),
  });
}

function monitoringSchema(): JsonSchema {
  const relabelings = list(
    open({
      action: text,
      sourceLabels: list(text),
      separator: text,
      targetLabel: text,
      regex: text,
      modulus: integer(0),
      replacement: text,
    }),
  );
  return closed({
    labels: texts,
    namespace: text,
    interval: duration,
    scrapeTimeout: duration,
    serviceMonitor: closed({
      enabled: oneOf('auto', true, false),
      annotations: texts,
      honorLabels: boolean,
      tlsConfig: anyObject,
      relabelings,
      metricRelabelings: relabelings,
    }),
  });
}

function podSchema(): JsonSchema {
  const quantities = { type: ['object', 'null'], additionalProperties: QUANTITY };
  const handlers = { exec: anyObject, grpc: anyObject, httpGet: anyObject, tcpSocket: anyObject };
  const probe = open({
    ...handlers,
    initialDelaySeconds: integer(0),
    periodSeconds: integer(1),
    timeoutSeconds: integer(1),
    successThreshold: integer(1),
    failureThreshold: integer(1),
    terminationGracePeriodSeconds: integer(1),
  });
  return {
    terminationGracePeriodSeconds: integer(0),
    strategy: open({ type: oneOf('RollingUpdate', 'Recreate'), rollingUpdate: anyObject }),
    podAnnotations: texts,
    podLabels: texts,
    podSecurityContext: open({
      fsGroup: integer(0),
      runAsGroup: integer(0),
      runAsNonRoot: boolean,
      runAsUser: integer(0),
      seccompProfile: anyObject,
    }),
    securityContext: open({
      allowPrivilegeEscalation: boolean,
      capabilities: anyObject,
      privileged: boolean,
      readOnlyRootFilesystem: boolean,
      runAsGroup: integer(0),
      runAsNonRoot: boolean,
      runAsUser: integer(0),
      seccompProfile: anyObject,
    }),
    resources: open({
      claims: list(anyObject),
      limits: quantities,
      requests: quantities,
    }),
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    nodeSelector: texts,
    tolerations: list(
      open({
        effect: text,
        key: text,
        operator: text,
        tolerationSeconds: { type: ['integer', 'null'] },
        value: text,
      }),
    ),
    affinity: open({ nodeAffinity: anyObject, podAffinity: anyObject, podAntiAffinity: anyObject }),
    topologySpreadConstraints: list(
      open({ maxSkew: integer(1), topologyKey: text, whenUnsatisfiable: text }),
    ),
    priorityClassName: text,
  };
}

function withoutServerKeys(schema: JsonSchema): JsonSchema {
  const { $schema: _, ...rest } = schema;
  const properties = asSchema(rest['properties']);
  const server = asSchema(properties?.['server']);
  const keys = asSchema(server?.['properties']);
  if (properties === undefined || server === undefined || keys === undefined) return rest;
  const left = Object.entries(keys).filter(([key]) => !SERVER_KEYS_OF_THE_CHART.includes(key));
  return {
    ...rest,
    properties: { ...properties, server: { ...server, properties: Object.fromEntries(left) } },
  };
}

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
