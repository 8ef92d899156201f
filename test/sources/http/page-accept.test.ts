import { expect, it, onTestFinished } from 'vitest';
import { createCollectors } from '../../../src/config/collectors.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { negotiate } from '../../../src/exposition/negotiate.ts';
import { createRenderer } from '../../../src/exposition/renderer.ts';
import type { MetricFamily } from '../../../src/metric/family.ts';
import { createConnections } from '../../../src/http-client/transport/connections.ts';
import { documentResources } from '../../documents/resources.ts';
import { startServer } from '../../http-client/server.ts';

const jobs: MetricFamily = {
  name: 'http.jobs_total',
  help: 'Jobs.',
  type: 'counter',
  labelNames: ['queue.name'],
  labelValues: ['a'],
  values: Float64Array.of(3),
  exemplars: [{ labelNames: ['id'], labelValues: ['0af7'], value: 0.5, timestamp: 1.5 }],
};

/** What a collector of these options asks an exporter for that answers as it is asked, and what it reads. */
async function collect(headers: string, decode: string) {
  const { url, seen } = await startServer((request, response) => {
    const format = negotiate(request.headers.accept);
    response.setHeader('content-type', format.contentType);
    response.end(createRenderer().render([jobs], format));
  });
  const environment = { env: {}, readFile: () => '' };
  const text = `collectors: { jobs: { http: { url: "${url}", headers: { ${headers} } }, decode: ${decode} } }`;
  const { collectors } = parseConfig(text, 'test.yaml', environment);
  const connections = createConnections(() => systemClock.monotonic());
  onTestFinished(() => connections.close());
  const context = {
    clock: systemClock,
    connections,
    ...documentResources(),
    ...environment,
  };
  const [created] = await createCollectors(collectors, context);
  const result = await created?.source.collect({ signal: AbortSignal.timeout(10_000) });
  return { families: result?.families, accept: seen[0]?.headers.accept };
}

it.each(['prometheus', '{ prometheus: {} }'])(
  'a page is asked for as Prometheus does, and so has its exemplars and names: %s',
  async (decode) => {
    const { families, accept } = await collect('', decode);

    expect(accept).toMatch(/^application\/openmetrics-text;version=1.0.0;escaping=allow-utf-8;/);
    expect(families).toEqual([jobs]);
  },
);

it('a header of the configuration goes before that', async () => {
  const { families, accept } = await collect('Accept: text/plain', 'prometheus');

  expect(accept).toBe('text/plain');
  expect(families).toMatchObject([{ name: 'http_jobs_total', labelNames: ['queue_name'] }]);
});
