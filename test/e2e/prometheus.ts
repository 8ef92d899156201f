import { z } from 'zod';
import type { Shell } from './command.ts';

const Labels = z.record(z.string(), z.string());

/** A target as Prometheus' own API describes it, as far as the checks read it. */
const Target = z.object({
  scrapePool: z.string(),
  scrapeUrl: z.string(),
  scrapeInterval: z.string(),
  health: z.string(),
  lastError: z.string(),
  labels: Labels,
});
export type Target = z.infer<typeof Target>;

const TargetsAnswer = z.object({ data: z.object({ activeTargets: z.array(Target) }) });

const Sample = z.tuple([z.number(), z.string()]);
const QueryAnswer = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: Labels, value: Sample.optional(), values: z.array(Sample).optional() }),
    ),
  }),
});

const LabelSelector = z.object({
  matchLabels: Labels.optional(),
  matchExpressions: z.array(z.looseObject({})).optional(),
});
type LabelSelector = z.infer<typeof LabelSelector>;

/** One series of an answer: its labels, and its samples as [unix seconds, value]. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [number, number])[];
}

/** The cluster's Prometheus: object and Service `prometheus`, port 9090, namespace `monitoring`. */
export interface Prometheus {
  targets(): Promise<readonly Target[]>;
  /** What an expression gives now: one sample a series, or all of them for a range `x[5m]`. */
  query(expression: string): Promise<readonly Series[]>;
  /** The ServiceMonitors that are selected, as the object says it. */
  readSelector(): Promise<LabelSelector>;
  writeSelector(selector: LabelSelector): Promise<void>;
}

const namespace = 'monitoring';
const object = ['prometheus/prometheus', '--namespace', namespace];
// Through the API server: nothing is left running, and a restarted Prometheus is found again.
const api = `/api/v1/namespaces/${namespace}/services/prometheus:9090/proxy/api/v1`;

export function createPrometheus(shell: Shell): Prometheus {
  async function get(path: string): Promise<unknown> {
    return JSON.parse(await shell.run('kubectl', ['get', '--raw', `${api}${path}`]));
  }
  return {
    async targets() {
      return TargetsAnswer.parse(await get('/targets?state=active')).data.activeTargets;
    },
    async query(expression) {
      const answer = await get(`/query?query=${encodeURIComponent(expression)}`);
      return QueryAnswer.parse(answer).data.result.map(({ metric, value, values }) => ({
        labels: metric,
        samples: (values ?? (value ? [value] : [])).map(([time, text]) => [time, Number(text)]),
      }));
    },
    async readSelector() {
      const path = 'jsonpath={.spec.serviceMonitorSelector}';
      const text = await shell.run('kubectl', ['get', ...object, '-o', path]);
      return LabelSelector.parse(JSON.parse(text));
    },
    async writeSelector(selector) {
      // A merge patch keeps what it does not name, so the absent half is named as null.
      const serviceMonitorSelector = { matchLabels: null, matchExpressions: null, ...selector };
      const patch = JSON.stringify({ spec: { serviceMonitorSelector } });
      await shell.run('kubectl', ['patch', ...object, '--type=merge', '-p', patch]);
    },
  };
}
