import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../src/server/listen.ts';
import { run, start, writeTemporary, type Running } from './program.ts';

let running: Running | undefined;

afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  running = undefined;
});

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}

describe('without a configuration', () => {
  it('the demo runs: a summary of random times below a second, and the runtime metrics', async () => {
    running = await start();
    const count = async () =>
      Number(
        /^request_processing_seconds_count (\d+)$/m.exec(
          await text(`${running?.url}/metrics`),
        )?.[1],
      );

    const before = await count();
    await expect.poll(count, { timeout: 15_000 }).toBeGreaterThan(before + 1);
    const page = await text(`${running.url}/metrics`);
    const [, sum] = /^request_processing_seconds_sum ([\d.]+)$/m.exec(page) ?? [];

    expect(Number(sum) / (await count())).toBeLessThan(1.1);
    expect(page).toContain('# TYPE request_processing_seconds summary\n');
    expect(page).not.toContain('quantile=');
    expect(page).toContain('# TYPE process_cpu_seconds_total counter\n');
    expect(page).toMatch(/^nodejs_version_info\{.*version="v24/m);
  });
});

describe('the flags', () => {
  it('come before the environment, and that before the configuration', async () => {
    const config = writeTemporary('polyprom.yaml', 'server: { port: 1, healthPort: 2 }\n');
    running = await start(['--config', config], {
      POLYPROM_SERVER_PORT: '3',
      POLYPROM_SERVER_HEALTH_PORT: '0',
    });

    expect(await text(`${running.healthUrl}/-/ready`)).toBe('ready\n');
    expect(await text(`${running.url}/-/healthy`)).toBe('healthy\n');
  });

  it('are in the configuration in force, and what they leave is as the file has it', async () => {
    const server =
      '{ host: 127.0.0.9, port: "${env:PORT}", routePrefix: /p, endpoints: { config: true } }';
    const config = writeTemporary('polyprom.yaml', `server: ${server}\n`);
    running = await start(['--config', config, '--host', '127.0.0.1'], {
      PORT: '1',
      POLYPROM_SERVER_HEALTH_PORT: '0',
    });

    expect(await text(`${running.url}/p/config`)).toContain(
      'server:\n  host: 127.0.0.1\n  port: 0\n  healthPort: 0\n  routePrefix: /p\n',
    );
  });
});

describe('get without an address', () => {
  it.each([
    ['{ host: 127.0.0.1, port: %, routePrefix: /p }'],
    ['{ port: 0, healthPort: %, routePrefix: /p }'],
  ])('asks for the health of an exporter with server: %s', async (server) => {
    const free = await listen(() => {}, { host: undefined, port: 0 });
    const port = String(portOf(free));
    await close(free, 0);
    const file = writeTemporary('polyprom.yaml', `server: ${server.replace('%', port)}\n`);
    running = await start([], { POLYPROM_CONFIG: file }, []);

    expect(await run(['get'], { POLYPROM_CONFIG: file })).toEqual({
      code: 0,
      stdout: 'healthy\n',
      stderr: '',
    });
  });
});

describe('a variable that is empty', () => {
  it('is one that is not set', async () => {
    running = await start([], {
      POLYPROM_CONFIG: '',
      POLYPROM_SERVER_PORT: '',
      POLYPROM_SERVER_HEALTH_PORT: '',
      POLYPROM_SHUTDOWN_DELAY: '',
      POLYPROM_LOG_LEVEL: '',
      POLYPROM_LOG_FORMAT: '',
    });

    expect(running.healthUrl).toBeUndefined();
    expect(await text(`${running.url}/-/ready`)).toBe('ready\n');
  });
});

describe('a shutdown', () => {
  it('is announced by readiness, serves on for the delay, and exits with 0', async () => {
    running = await start(['--shutdown-delay', '1s']);
    const { url, child, ended } = running;
    const started = performance.now();
    child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${url}/-/ready`)).status).toBe(503);

    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    expect((await ended).code).toBe(0);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  });

  it('lets a scrape under way finish', async () => {
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
    const upstream = createServer((_request, response) => {
      onAsked();
      setTimeout(() => response.end('{"value": 7}'), 700);
    });
    upstream.listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const config = writeTemporary(
      'polyprom.yaml',
      `collectors:
  slow:
    http:
      url: http://127.0.0.1:${portOf(upstream)}/
    metrics:
      slow_value:
        help: A value.
        value: value
`,
    );
    running = await start(['--config', config]);
    const page = text(`${running.url}/metrics`);
    await asked;
    running.child.kill('SIGTERM');

    expect(await page).toContain('\nslow_value 7\n');
    expect((await running.ended).code).toBe(0);
    await close(upstream, 0);
  });

  it('waits for no collection that no scrape waits for', async () => {
    const upstream = createServer(() => {});
    upstream.listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const config = writeTemporary(
      'polyprom.yaml',
      `collectors:
  hangs:
    http: { url: 'http://127.0.0.1:${portOf(upstream)}/' }
    timeout: 10m
    metrics: { hangs_value: { help: A value., value: value } }
`,
    );
    running = await start(['--config', config]);
    const page = await fetch(`${running.url}/metrics`, {
      headers: { 'x-prometheus-scrape-timeout-seconds': '0.1' },
    });
    expect(await page.text()).toContain('polyprom_collector_success{collector="hangs"} 0\n');
    running.child.kill('SIGTERM');

    expect((await running.ended).code).toBe(0);
    await close(upstream, 0);
  });

  // By its own exit code: to the first process of a container a signal without a handler is nothing.
  it.each([
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGTERM', 'SIGINT', 130],
  ] as const)('after %s is cut short by %s', async (first, second, code) => {
    running = await start(['--shutdown-delay', '1m']);
    const { url, child, ended } = running;
    child.kill(first);
    await expect.poll(async () => (await fetch(`${url}/-/ready`)).status).toBe(503);
    child.kill(second);

    expect((await ended).code).toBe(code);
  });
});

describe('what the user must fix is one line and exit code 2', () => {
  const cases: Record<
    string,
    [args: string[], env: Record<string, string>, line: string | RegExp]
  > = {
    'a configuration that is not there': [
      ['--config', '/no/such.yaml'],
      {},
      'cannot read /no/such.yaml: there is no such file',
    ],
    'a configuration that is a folder': [
      ['--config', '/tmp'],
      {},
      'cannot read /tmp: it is a folder',
    ],
    'a configuration that is not text': [
      ['--config', writeTemporary('binary.yaml', Uint8Array.of(0x7f, 0x45, 0, 0xff))],
      {},
      /^\S*binary\.yaml is not a text file: a configuration is YAML or JSON in UTF-8$/,
    ],
    'a port out of range': [
      ['--port', '70000'],
      {},
      "error: option '--port <number>' argument '70000' is invalid. Expected a port from 0 to 65535.",
    ],
    'the variable that Kubernetes sets for a Service': [
      [],
      { POLYPROM_SERVER_PORT: 'tcp://10.0.0.1:9253' },
      "error: option '--port <number>' value 'tcp://10.0.0.1:9253' from env 'POLYPROM_SERVER_PORT' is invalid. Kubernetes sets this variable for a Service of this name, and it is not a port: set enableServiceLinks: false, or pass the flag.",
    ],
    'an odd duration': [
      ['--shutdown-delay', 'soon'],
      {},
      "error: option '--shutdown-delay <duration>' argument 'soon' is invalid. Expected a duration such as 500ms, 5s or 1m30s.",
    ],
    'an odd log level': [
      ['--log-level', 'loud'],
      {},
      /^error: option '--log-level <level>' argument 'loud' is invalid\. Allowed choices are debug, info, warn, error\.$/,
    ],
    'an unknown flag': [['--prot', '1'], {}, /^error: unknown option '--prot'/],
    'an unknown command': [
      ['chekc', 'x'],
      {},
      "error: unknown command 'chekc'; the commands are: serve, check, collect, probe, get, schema, web-config",
    ],
  };

  it.each(Object.entries(cases))('%s', async (_, [args, env, line]) => {
    const { code, stdout, stderr } = await run(args, env);

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')[0]).toMatch(line);
    expect(stderr).not.toContain('    at ');
  });

  it('a port that is in use', async () => {
    const server = await listen(() => {}, { host: undefined, port: 0 });
    const port = portOf(server);

    const { code, stderr } = await run(['--port', String(port)]);

    expect(code).toBe(2);
    expect(stderr).toBe(
      `cannot listen on port ${port}: it is in use. Stop the program that has it, or choose another port with --port.\n`,
    );
    await close(server, 0);
  });
});
