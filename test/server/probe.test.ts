import { describe, expect, it } from 'vitest';
import { json, startServer } from '../http-client/server.ts';
import { metrics, serveModules } from './probing.ts';

const local = { allowedTargets: ['http://127.0.0.1:*'] };
const plain = { ...local, http: {}, metrics };

describe('/probe', () => {
  it('has the metrics of the module and of the probe', async () => {
    const { url, seen } = await startServer((_, response) => json(response, { up: 3 }));
    const { probe } = await serveModules({
      modules: { ping: { ...local, http: { path: '/status' }, metrics } },
    });

    const { status, headers, body } = await probe({ module: 'ping', target: `${url}/a/?x=1` });

    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toContain('\nup 3\n');
    expect(body).toContain('\nprobe_success 1\n');
    expect(body).toMatch(/\nprobe_duration_seconds 0\.\d+\n/);
    expect(body).toContain('\nprobe_timeout_seconds 10\n');
    expect(body).not.toContain('polyprom_');
    expect(seen.map((request) => request.url)).toEqual(['/a/status?x=1']);
  });

  it('takes a target without a scheme as http', async () => {
    const { port } = await startServer((_, response) => json(response, { up: 1 }));
    const { probe } = await serveModules({ modules: { ping: plain } });

    const { body } = await probe({ module: 'ping', target: `127.0.0.1:${port}` });

    expect(body).toContain('probe_success 1');
  });

  it('answers 200 when the target fails, and logs why', async () => {
    const { url } = await startServer((_, response) => json(response, {}, {}, 500));
    const { probe, logger } = await serveModules({ modules: { ping: plain } });

    const { status, body } = await probe({ module: 'ping', target: `${url}/x?token=hunter2` });

    expect(status).toBe(200);
    expect(body).toContain('probe_success 0');
    expect(body).not.toContain('\nup ');
    expect(logger.lines).toMatchObject([
      { message: 'probe failed', fields: { module: 'ping', target: `${url}/x`, reason: 'status' } },
    ]);
    expect(JSON.stringify(logger.lines)).not.toContain('hunter2');
  });

  it.each([
    [{}, 400, 'module is missing; there are: ping'],
    [
      { module: 'pong', target: 'http://127.0.0.1' },
      400,
      'there is no module pong; there are: ping',
    ],
    [{ module: 'ping' }, 400, 'target is missing'],
    [{ module: 'ping', target: '' }, 400, 'the target is empty'],
    [{ module: 'ping', target: 'ftp://127.0.0.1' }, 400, 'has the scheme ftp'],
    [{ module: 'ping', target: 'http://user:pw@127.0.0.1' }, 400, 'has a user or a password'],
    [{ module: 'ping', target: 'http://127.0.0.1/#x' }, 400, 'has a fragment'],
    [{ module: 'ping', target: 'http://127.0.0.1\\@evil.example' }, 400, 'a backslash'],
    [{ module: 'ping', target: 'http://127.0.0.1/\n' }, 400, 'has a control character'],
    [{ module: 'ping', target: 'http://%3127.0.0.1' }, 400, 'has a percent-encoded host'],
    [{ module: 'ping', target: 'http://127.0.0.1:99999' }, 400, 'is not a URL'],
    [
      { module: 'ping', target: `http://127.0.0.1/${'x'.repeat(2048)}` },
      400,
      'is longer than 2048',
    ],
    [
      { module: 'ping', target: 'http://127.0.0.1', sit: 'a' },
      400,
      'has no parameter sit; did you mean site?',
    ],
    [{ module: 'ping', target: 'http://127.0.0.1' }, 400, 'module ping needs the parameter site'],
    [
      { module: 'ping', target: 'http://127.0.0.1', site: 'A' },
      400,
      'the parameter site does not match [a-z]+',
    ],
    [
      { module: 'ping', target: 'http://127.0.0.1', site: 'a', debug: '1' },
      400,
      'debug is true or false',
    ],
    [
      { module: 'ping', target: 'http://10.0.0.2', site: 'a' },
      403,
      'module ping: http://10.0.0.2:80 is not allowed: the nearest entry of allowedTargets is http://10.0.0.1',
    ],
  ])('refuses %j with %d', async (query, code, message) => {
    const { probe } = await serveModules({
      modules: {
        ping: {
          http: {},
          metrics,
          allowedTargets: ['http://10.0.0.1'],
          params: { site: { pattern: '[a-z]+' } },
        },
      },
    });
    const { status, body } = await probe(query);

    expect(body).toContain(message);
    expect(status).toBe(code);
  });

  it('refuses a parameter that is given twice', async () => {
    const { url } = await serveModules({ modules: { ping: plain } });

    const response = await fetch(`${url}/probe?module=ping&module=pong&target=http://127.0.0.1`);

    expect(response.status).toBe(400);
    expect(await response.text()).toBe('the parameter module is given twice\n');
  });

  it('binds $target and $params, with defaults', async () => {
    const { url } = await startServer((_, response) => json(response, { up: 1 }));
    const labels = { target: '$target', site: '$params.site', version: '$params.version' };
    const { probe } = await serveModules({
      modules: {
        ping: {
          ...plain,
          params: { site: {}, version: { default: '2' } },
          metrics: { up: { help: 'Up.', value: 'up', labels } },
        },
      },
    });

    const { body } = await probe({ module: 'ping', target: url, site: 'a b' });

    expect(body).toContain(`up{site="a b",target="${url}",version="2"} 1`);
  });

  it('shares a collection of the same target and parameters only', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { url, seen } = await startServer((_, response) => {
      if (seen.length === 2) release();
      void released.then(() => json(response, { up: 1 }));
    });
    const { probe } = await serveModules({
      modules: { ping: { ...plain, params: { a: { default: '1' } } } },
    });

    const bodies = await Promise.all([
      probe({ module: 'ping', target: url }),
      probe({ module: 'ping', target: url, a: '1' }),
      probe({ module: 'ping', target: url, a: '2' }),
    ]);

    expect(bodies.map(({ body }) => body.includes('probe_success 1'))).toEqual([true, true, true]);
    expect(seen.length).toBe(2);
  });

  it('gives up at the deadline of the scrape', async () => {
    const { url } = await startServer(() => {});
    const { probe } = await serveModules({ modules: { ping: plain } });

    const { status, body } = await probe(
      { module: 'ping', target: url },
      { 'x-prometheus-scrape-timeout-seconds': '0.2' },
    );

    expect(status).toBe(200);
    expect(body).toContain('probe_success 0');
    expect(body).toContain('probe_timeout_seconds 0.1\n');
  });

  it('serves a cached result again, for each target by itself', async () => {
    const { url, seen } = await startServer((_, response) => json(response, { up: seen.length }));
    const { probe } = await serveModules({ modules: { ping: { ...plain, cache: '1m' } } });
    const upOf = async (path: string) =>
      /\nup (\d+)/.exec((await probe({ module: 'ping', target: url + path })).body)?.[1];

    expect([await upOf('/a'), await upOf('/b'), await upOf('/a')]).toEqual(['1', '2', '1']);
  });

  it('refuses more probes than server.limits.probes with 503, and counts results', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { url, seen } = await startServer((_, response) => {
      void released.then(() => json(response, { up: 1 }));
    });
    const { probe, url: own } = await serveModules({
      server: { limits: { probes: 1 } },
      modules: { ping: plain },
    });

    const first = probe({ module: 'ping', target: url });
    await expect.poll(() => seen.length).toBe(1);
    const second = await probe({ module: 'ping', target: `${url}/other` });
    release();
    await first;
    await probe({ module: 'ping', target: 'http://127.1.1.1:1' });

    expect(second.status).toBe(503);
    expect(second.headers.get('retry-after')).toBe('5');
    const page = await (await fetch(`${own}/metrics`)).text();
    expect(page).toContain('polyprom_probes_total{module="ping",result="success"} 1');
    expect(page).toContain('polyprom_probes_total{module="ping",result="busy"} 1');
    expect(page).toContain('polyprom_probes_total{module="ping",result="refused"} 1');
    expect(page).toContain('polyprom_probes_total{module="ping",result="failure"} 0');
  });

  it('explains a probe with debug=true, where that is turned on', async () => {
    const { url } = await startServer((_, response) => json(response, { up: 1 }));
    const on = await serveModules({ modules: { ping: plain } });
    const off = await serveModules(
      { modules: { ping: plain } },
      { server: { endpoints: { status: true, config: true, debug: false, reload: false } } },
    );
    const query = { module: 'ping', target: url, debug: 'true' };

    const { body } = await on.probe(query);
    expect(body).toContain('module ping (polyprom.yaml:7:5): succeeded');
    expect(body).toContain(`document: GET ${url}/: answered 200`);
    expect(body).toContain('\nup 1\n');
    expect(await off.probe(query)).toMatchObject({
      status: 400,
      body: 'debug is turned off: set server.endpoints.debug\n',
    });
  });
});
