import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli.ts';
import { close, portOf } from '../../src/server/listen.ts';
import { commandLine, run, start, writeTemporary } from './program.ts';

type Server = ReturnType<typeof createServer>;
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => close(server, 0)));
});

async function upstream(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
}

const orders: RequestListener = (_request, response) => {
  response
    .setHeader('content-type', 'application/json')
    .end('{"orders": [{"id": 1, "cents": 1999}, {"id": 2, "cents": null}]}');
};

function shop(url: string, extra = ''): string {
  return `collectors:
  shop:
    http:
      url: ${url}/orders
${extra}    metrics:
      shop_order_value_euros:
        help: Value of the order.
        each: orders
        labels: { id: id }
        value: cents
        scale: 0.01
`;
}

/** What a command prints where stdout is a terminal, or is none. */
async function output(isTerminal: boolean, ...args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  await runCli(args, {
    build: { version: '1.2.3', revision: 'abc', nodeVersion: 'v24.0.0' },
    env: {},
    isTerminal,
    print: (text) => (stdout += text.toString()),
    printError: (line) => (stderr += `${line}\n`),
    shutdown: () => new AbortController().signal,
    onHangup: () => {},
    exitWith: () => {},
  });
  return { stdout, stderr };
}

describe('a terminal', () => {
  const hostile = 'a\u001b[2Jb\u009bc\u202ed\re';
  const controls = /(?!\n)[\p{Cc}\p{Cf}]/u;

  it('gets no control characters of a document, which a file gets as they are', async () => {
    const url = await upstream((_request, response) => {
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ orders: [{ id: hostile, cents: 1 }] }));
    });
    const file = writeTemporary('polyprom.yaml', shop(url));

    const shown = await output(true, 'collect', '--config', file);
    expect(shown.stdout).toContain('id="a\\x1b[2Jb');
    expect(shown.stdout).not.toMatch(controls);
    expect((await output(false, 'collect', '--config', file)).stdout).toContain(hostile);
    for (const isTerminal of [true, false]) {
      const explained = await output(isTerminal, 'collect', '--explain', '--config', file);
      expect(explained.stdout).toContain('a\\x1b[2Jb');
      expect(explained.stdout).not.toMatch(controls);
    }
  });

  it('gets none of a page or of a file either', async () => {
    const url = await upstream((_request, response) => response.end(hostile));
    expect((await output(true, 'get', url)).stdout).toBe('a\\x1b[2Jb\\x9bc\\u202ed\\re');

    const text = shop('http://shop.test').replace('each: orders', `${JSON.stringify(hostile)}: 1`);
    const told = await output(false, 'check', writeTemporary('polyprom.yaml', text));
    expect(told.stderr).toContain('unknown key');
    expect(told.stderr).not.toMatch(controls);
  });
});

describe('check', () => {
  it('says in one line that a configuration is fine', async () => {
    const file = writeTemporary('polyprom.yaml', shop('http://shop.test'));

    expect(await run(['check', file])).toEqual({
      code: 0,
      stdout: `${file}: fine, 1 collector, 1 metric\n`,
      stderr: '',
    });
  });

  it('takes the file as the other commands do', async () => {
    const file = writeTemporary('polyprom.yaml', shop('http://shop.test'));
    const fine = { code: 0, stdout: `${file}: fine, 1 collector, 1 metric\n`, stderr: '' };

    expect(await run(['check', '--config', file])).toEqual(fine);
    expect(await run(['check'], { POLYPROM_CONFIG: file })).toEqual(fine);
    expect(await run(['check', file], { POLYPROM_CONFIG: '/no/such/file' })).toEqual(fine);
    expect(await run(['check'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'no file to check: name one, or set --config or the variable POLYPROM_CONFIG\n',
    });
  });

  it('reads a Helm values file, with its own line numbers', async () => {
    const config = shop('http://shop.test')
      .replaceAll(/^(?=.)/gm, '  ')
      .replace('url:', 'urll:');
    const file = writeTemporary('values.yaml', `replicas: 1\nconfig:\n${config}`);

    const { code, stderr } = await run(['check', file]);

    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:6:9 config.collectors.shop.http.urll: `);
    expect(stderr).toContain('did you mean');
  });

  it('takes what a shell pipes in, and waits for no other pipe', async () => {
    const file = writeTemporary('polyprom.yaml', shop('http://shop.test'));
    const piped = `cat ${file} | "$0" "$@"`;
    const read = promisify(execFile)('sh', ['-c', piped, ...commandLine('check', '/dev/stdin')]);
    const pipe = join(dirname(file), 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const reason = `cannot read ${pipe}: it is no regular file, but a pipe, a socket or a device\n`;

    expect(await read).toMatchObject({ stdout: '/dev/stdin: fine, 1 collector, 1 metric\n' });
    for (const args of [
      ['check', pipe],
      ['serve', '--config', pipe],
    ]) {
      expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: reason });
    }
  });

  it('tells warnings, and passes', async () => {
    const config = shop('http://shop.test').replace('{ id: id }', '{ job: id }');
    const file = writeTemporary('polyprom.yaml', config);

    const { code, stdout, stderr } = await run(['check', file]);

    expect(code).toBe(0);
    expect(stdout).toBe(`${file}: fine, 1 collector, 1 metric, 1 warning\n`);
    expect(stderr).toMatch(
      /^.*:9:19 collectors\.shop\.metrics\.shop_order_value_euros\.labels\.job: warning: /,
    );
  });
});

describe('collect', () => {
  it('prints what one collection gives', async () => {
    const file = writeTemporary('polyprom.yaml', shop(await upstream(orders)));

    const { code, stdout, stderr } = await run(['collect', 'shop', '--config', file]);

    expect(code).toBe(0);
    expect(stdout).toBe(
      '# HELP shop_order_value_euros Value of the order.\n# TYPE shop_order_value_euros gauge\nshop_order_value_euros{id="1"} 19.99\n',
    );
    expect(JSON.parse(stderr)).toMatchObject({
      level: 'warn',
      collector: 'shop',
      metric: 'shop_order_value_euros',
      reason: 'null',
      count: 1,
      path: 'orders[1]',
    });
  });

  it('fails with 1 and the cause', async () => {
    const url = await upstream((_request, response) => response.writeHead(503).end());
    const file = writeTemporary('polyprom.yaml', shop(url));

    const { code, stdout, stderr } = await run(['collect', '--config', file]);

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`GET ${url}/orders: responded with 503 Service Unavailable`);
  });

  it('explains each collector, a failed one too, in lines of its own', async () => {
    const url = await upstream((_request, response) => response.writeHead(503).end());
    const file = writeTemporary('polyprom.yaml', `${shop(url)}  demo: { demo: {} }\n`);

    const { code, stdout } = await run(['collect', '--explain', '--config', file]);

    expect(code).toBe(1);
    expect(stdout).toMatch(/\nrequest_processing_seconds_count \d+\n\ncollector shop \(/);
    expect(stdout).toMatch(/\n== Samples\nnone\n$/);
  });

  it('names the collectors that there are', async () => {
    const file = writeTemporary('polyprom.yaml', shop('http://shop.test'));

    expect(await run(['collect', 'shpo', '--config', file])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'there is no collector shpo; there are: shop\n',
    });
  });
});

describe('collect with nothing to collect', () => {
  it('says so', async () => {
    const file = writeTemporary('polyprom.yaml', 'runtimeMetrics: true\n');

    expect(await run(['collect', '--config', file])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'the configuration has no collectors\n',
    });
  });
});

describe('get', () => {
  it('prints what it finds, and with --expect only the samples of a metric', async () => {
    const url = await upstream((_request, response) =>
      response.end('a_total 1\na_total_x 2\nb{c="d"} 3\n'),
    );

    expect(await run(['get', url])).toMatchObject({
      code: 0,
      stdout: 'a_total 1\na_total_x 2\nb{c="d"} 3\n',
    });
    expect(await run(['get', url, '--expect', 'b'])).toMatchObject({
      code: 0,
      stdout: 'b{c="d"} 3\n',
    });
    expect(await run(['get', url, '--expect', 'a'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${url}: has no sample of a\n`,
    });
  });

  it('fails with 1 and one line', async () => {
    const url = await upstream((_request, response) => response.writeHead(500).end());

    expect(await run(['get', url])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${url}: answered 500\n`,
    });
    const refused = await run(['get', 'http://127.0.0.1:1/', '--timeout', '2s']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe('http://127.0.0.1:1/: connect ECONNREFUSED 127.0.0.1:1\n');
  });
});

describe('schema', () => {
  it('prints the JSON Schema of the configuration', async () => {
    const { code, stdout } = await run(['schema']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
      properties: { collectors: {} },
    });
  });
});

describe('--help and --version', () => {
  it('print and pass', async () => {
    const help = await run(['--help']);
    const version = await run(['--version']);

    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['serve', 'check', 'collect', 'get', 'schema']) {
      expect(help.stdout).toContain(`  ${command} `);
    }
    expect(version).toMatchObject({ code: 0, stderr: '' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a secret', () => {
  const secret = 'hunter2-correct-horse';

  it('reaches the other side, and no page, log or error', async () => {
    const asked: (string | undefined)[] = [];
    const url = await upstream((request, response) => {
      asked.push(request.headers.authorization, request.headers['x-api-key']?.toString());
      // What an upstream says of the request is not to be trusted either.
      response.writeHead(401, `no ${secret}`).end(`{"error": "no ${secret}"}`);
    });
    const secretFile = writeTemporary('token', `${secret}\n`);
    const file = writeTemporary(
      'polyprom.yaml',
      `server: { endpoints: { config: true } }\n${shop(
        url,
        `      auth: { bearer: { token: "\${file:${secretFile}}" } }\n      headers: { x-api-key: "\${env:SHOP_KEY}" }\n`,
      )}`,
    );
    const running = await start(['--config', file], { SHOP_KEY: `${secret}-key` });
    const pages = [];
    for (const path of ['/metrics', '/', '/api/status', '/config', '/metrics?collect[]=shop']) {
      pages.push(await (await fetch(running.url + path)).text());
    }
    running.child.kill('SIGTERM');
    const { stdout, stderr } = await running.ended;
    const collected = await run(['collect', '--config', file], { SHOP_KEY: `${secret}-key` });

    expect(asked).toContain(`Bearer ${secret}`);
    expect(asked).toContain(`${secret}-key`);
    expect(pages.join('\n')).toContain('polyprom_collector_success{collector="shop"} 0');
    expect(pages[3]).toContain('token: <secret>');
    for (const text of [...pages, stdout, stderr, collected.stdout, collected.stderr]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64'));
    }
  });

  it('that stands in a mistake is not shown with it', async () => {
    const secretFile = writeTemporary('token', `${secret}\n`);
    const file = writeTemporary(
      'polyprom.yaml',
      shop('http://shop.test', '      auth: { bearer: { tokken: "${env:SHOP_KEY}" } }\n').replace(
        'each: orders',
        `each: "\${file:${secretFile}}["`,
      ),
    );

    const { code, stderr } = await run(['check', file], { SHOP_KEY: secret });

    expect(code).toBe(2);
    expect(stderr).toContain('tokken');
    expect(stderr).not.toContain(secret);
  });
});
