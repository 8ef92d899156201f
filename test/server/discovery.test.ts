import { describe, expect, it } from 'vitest';
import { metrics, serveModules } from './probing.ts';

const config = {
  modules: {
    ping: {
      http: {},
      metrics,
      targets: [
        { target: 'https://a.example', labels: { site: 'a' } },
        { target: 'https://b.example', labels: { site: 'b', instance: 'device-b' } },
      ],
    },
    pong: { http: {}, metrics, targets: [{ target: 'c.example:8080' }] },
  },
};

describe('/discovery', () => {
  it('has each target with its labels, as http_sd_configs take it', async () => {
    const { url } = await serveModules(config);

    const response = await fetch(`${url}/discovery`);

    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const own = { __scheme__: 'http', __metrics_path__: '/probe' };
    expect(await response.json()).toEqual([
      {
        targets: [new URL(url).host],
        labels: {
          site: 'a',
          instance: 'https://a.example',
          ...own,
          __param_module: 'ping',
          __param_target: 'https://a.example',
        },
      },
      {
        targets: [new URL(url).host],
        labels: {
          site: 'b',
          instance: 'device-b',
          ...own,
          __param_module: 'ping',
          __param_target: 'https://b.example',
        },
      },
      {
        targets: [new URL(url).host],
        labels: {
          instance: 'c.example:8080',
          ...own,
          __param_module: 'pong',
          __param_target: 'c.example:8080',
        },
      },
    ]);
  });

  it.each([
    ['https://polyprom.example', 'polyprom.example:443', 'https', '/probe'],
    [
      'http://polyprom.apps.svc:9253/polyprom/',
      'polyprom.apps.svc:9253',
      'http',
      '/polyprom/probe',
    ],
    ['http://[::1]:8000', '[::1]:8000', 'http', '/probe'],
  ])('takes %s as the URL of the exporter', async (externalUrl, target, scheme, path) => {
    const { url } = await serveModules(config, { server: { externalUrl } });

    const groups: unknown = await (await fetch(`${url}/discovery`)).json();

    expect(groups).toMatchObject(
      Array.from({ length: 3 }, () => ({
        targets: [target],
        labels: { __scheme__: scheme, __metrics_path__: path },
      })),
    );
  });

  it('has the route prefix, and the host by which the client came', async () => {
    const { url } = await serveModules(config, { server: { routePrefix: '/polyprom' } });

    const groups: unknown = await (await fetch(`${url}/polyprom/discovery`)).json();

    expect(groups).toMatchObject([
      { targets: [new URL(url).host], labels: { __metrics_path__: '/polyprom/probe' } },
      {},
      {},
    ]);
  });
});
