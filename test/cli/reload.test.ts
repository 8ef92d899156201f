import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portOf } from '../../src/server/listen.ts';
import { start, type Running } from './program.ts';

let running: Running | undefined;
let upstream: Server;
let upstreamUrl: string;
let requests: string[];
let held: Promise<void> | undefined;
let folder: string;
let file: string;

beforeEach(async () => {
  requests = [];
  held = undefined;
  folder = mkdtempSync(join(tmpdir(), 'polyprom-reload-'));
  file = join(folder, 'polyprom.yaml');
  upstream = createServer((request, response) => {
    requests.push(`${request.url}`);
    void Promise.resolve(held).then(() => response.end('{"value": 7}'));
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  upstreamUrl = `http://127.0.0.1:${portOf(upstream)}`;
});

afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  running = undefined;
  upstream.closeAllConnections();
  upstream.close();
});

/** Collectors by name, each a request of its name. */
function configuration(...collectors: readonly string[]): string {
  return [
    'server: { endpoints: { reload: true, config: true } }',
    'collectors:',
    ...collectors.map((each) => `  ${each}`),
    '',
  ].join('\n');
}

function collector(name: string, settings = ''): string {
  return `${name}: { http: { url: '${upstreamUrl}/${name}' }, ${settings} metrics: { ${name}_value: { help: A value., value: value } } }`;
}

async function serve(text: string): Promise<void> {
  writeFileSync(file, text);
  running = await start(['--config', file]);
}

async function page(path = '/metrics'): Promise<string> {
  return (await fetch(`${running?.url}${path}`)).text();
}

async function reload(): Promise<{ status: number; text: string }> {
  const response = await fetch(`${running?.url}/-/reload`, { method: 'POST' });
  return { status: response.status, text: await response.text() };
}

async function valueOf(sample: string): Promise<number | undefined> {
  const line = (await page()).split('\n').find((each) => each.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.split(' ')[1]);
}

const wait = { timeout: 15_000, interval: 50 };

describe('a changed configuration', () => {
  it.each([
    ['written in place', (text: string) => writeFileSync(file, text)],
    [
      'put in its place by an editor',
      (text: string) => {
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      },
    ],
  ])('is in force when %s', async (_, change) => {
    await serve(configuration(collector('old')));
    expect(await page()).toMatch(/^old_value 7$/m);

    change(configuration(collector('new')));

    await expect.poll(() => page(), { timeout: 4000, interval: 50 }).toMatch(/^new_value 7$/m);
    expect(await page()).not.toContain('old_value');
  });

  it('is in force when Kubernetes puts another folder behind ..data', async () => {
    const version = (name: string, text: string) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'polyprom.yaml'), text);
      symlinkSync(name, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    version('..1', configuration(collector('old')));
    symlinkSync(join('..data', 'polyprom.yaml'), file);
    running = await start(['--config', file]);
    expect(await page()).toMatch(/^old_value 7$/m);

    version('..2', configuration(collector('new')));
    rmSync(join(folder, '..1'), { recursive: true });

    await expect.poll(() => page(), { timeout: 4000, interval: 50 }).toMatch(/^new_value 7$/m);
  });

  it('is in force after SIGHUP, which does not end the process, also when the file is the same', async () => {
    await serve(configuration(collector('shop')));
    running!.child.kill('SIGHUP');
    await expect.poll(logs, wait).toContain('configuration read again');
    expect(await page()).toMatch(/^shop_value 7$/m);
    expect(running!.child.exitCode).toBe(null);
  });

  it('is in force when POST /-/reload answers, and other methods are refused', async () => {
    await serve(configuration(collector('old')));
    writeFileSync(file, configuration(collector('new')));

    expect(await reload()).toEqual({ status: 200, text: 'configuration reloaded\n' });
    expect(await page()).toMatch(/^new_value 7$/m);
    const refused = await fetch(`${running!.url}/-/reload`);
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('says which settings need a restart, and keeps showing those in force', async () => {
    await serve(configuration(collector('shop')));
    const port = new URL(running!.url).port;
    const changed = configuration(collector('shop')).replace(
      'endpoints: { reload: true,',
      'port: 1, healthPort: 2, endpoints: { debug: true, reload: true,',
    );
    writeFileSync(file, changed);

    const { status, text } = await reload();

    expect(status).toBe(200);
    expect(text).toBe(
      [
        'configuration reloaded',
        `${file}:1:20 server.healthPort: takes effect at the next start`,
        `${file}:1:48 server.endpoints.debug: takes effect at the next start`,
        '',
      ].join('\n'),
    );
    expect(port).not.toBe('1');
    expect(await page('/config')).toContain('server:\n  port: 0\n  routePrefix: /\n');
    expect(await page('/api/status')).toContain('server.healthPort: takes effect');
    expect(logs()).toContain('these settings need a restart');
  });
});

describe('a collector', () => {
  it('whose settings are equal keeps its cache and its counters; one that changed does not', async () => {
    const cached = 'cache: 1h,';
    await serve(configuration(collector('kept', cached), collector('changed', cached)));
    await page();
    expect(requests.toSorted()).toEqual(['/changed', '/kept']);
    // Another order, another way to write the same, and a default written out.
    const kept = collector('kept', 'cache: { ttl: 60m }, limits: { samples: 100000 },');
    writeFileSync(file, configuration(collector('changed', 'cache: 2h,'), kept));

    await reload();
    await page();

    expect(requests.toSorted()).toEqual(['/changed', '/changed', '/kept']);
    expect(logs()).toMatch(/"kept":1,"changed":\["changed"\]/);
  });

  it('with an interval keeps its schedule, and a new one has its series at once', async () => {
    await serve(configuration(collector('kept', 'interval: 1h,')));
    expect(requests).toEqual(['/kept']);
    writeFileSync(
      file,
      configuration(collector('kept', 'interval: 1h,'), collector('added', 'interval: 1h,')),
    );

    await reload();
    const text = await page();

    expect(requests).toEqual(['/kept', '/added']);
    expect(text).toMatch(/^kept_value 7$/m);
    expect(text).toMatch(/^added_value 7$/m);
  });

  it('that was removed collects no more', async () => {
    await serve(configuration(collector('old', 'interval: 50ms,'), collector('shop')));
    await expect.poll(() => requests.length, wait).toBeGreaterThan(2);
    writeFileSync(file, configuration(collector('shop')));

    await reload();
    const before = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 500));

    // One may have been sent already.
    expect(requests.slice(before + 1)).toEqual([]);
  });

  it('that is removed during a scrape still answers it', async () => {
    await serve(configuration(collector('old')));
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    const scrape = page();
    await expect.poll(() => requests.length, wait).toBe(1);
    writeFileSync(file, configuration(collector('new')));

    await reload();
    held = undefined;
    expect(await page()).toMatch(/^new_value 7$/m);
    resolve();

    expect(await scrape).toMatch(/^old_value 7$/m);
  });
});

describe('a file with mistakes', () => {
  const bad = 'collectors:\n  shop: { htp: {} }\n  other: { demo: {}, timeout: soon }\n';

  it('keeps the configuration before it in force, and is seen everywhere', async () => {
    await serve(configuration(collector('shop')));
    const readAt = await valueOf('polyprom_config_last_reload_success_timestamp_seconds');
    expect(await valueOf('polyprom_config_last_reload_successful')).toBe(1);

    writeFileSync(file, bad);
    const { status, text } = await reload();

    expect(status).toBe(400);
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => line.startsWith(`${file}:`))).toBe(true);
    expect(text).toContain(`${file}:3:`);
    expect(await page()).toMatch(/^shop_value 7$/m);
    expect(await valueOf('polyprom_config_last_reload_successful')).toBe(0);
    expect(await valueOf('polyprom_config_last_reload_success_timestamp_seconds')).toBe(readAt);
    const status2 = await page('/api/status');
    for (const line of lines) expect(status2).toContain(JSON.stringify(line).slice(1, -1));
    expect(await page('/')).toContain('The file was refused');
    expect(await page('/config')).toContain('/shop');
  });

  it('is logged once with every mistake, however often it is looked at, and its end is logged', async () => {
    await serve(configuration(collector('shop')));
    writeFileSync(file, bad);
    await expect.poll(() => refusals().length, wait).toBe(1);
    // Looks again at each event and every five seconds.
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(refusals()).toHaveLength(1);
    expect(refusals()[0]?.problems.length).toBeGreaterThan(1);

    writeFileSync(file, configuration(collector('shop')));
    await expect.poll(logs, wait).toContain('configuration is good again');
    expect(await valueOf('polyprom_config_last_reload_successful')).toBe(1);
  });

  it('is tried again when what it names appears', async () => {
    const secret = join(folder, 'token');
    await serve(configuration(collector('shop')));
    const auth = `auth: { bearer: { token: '\${file:${secret}}' } }`;
    writeFileSync(
      file,
      configuration(collector('other').replace("/other' }", `/other', ${auth} }`)),
    );
    await expect.poll(() => refusals().length, wait).toBe(1);
    writeFileSync(secret, 'a-long-token');
    await expect.poll(() => page(), wait).toMatch(/^other_value 7$/m);
  });

  it('that is gone keeps the configuration too', async () => {
    await serve(configuration(collector('shop')));
    rmSync(file);
    const { status, text } = await reload();
    expect([status, text]).toEqual([400, `cannot read ${file}: there is no such file\n`]);
    expect(await page()).toMatch(/^shop_value 7$/m);
  });
});

function logs(): string {
  return running?.stderr() ?? '';
}

function refusals(): readonly { readonly problems: readonly string[] }[] {
  return logs()
    .split('\n')
    .filter((line) => line.includes('configuration refused'))
    .map((line) => JSON.parse(line));
}
