import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { compareSync, hashSync } from 'bcryptjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificate, certificatePath } from '../http-client/certificates.ts';
import { run, start } from './program.ts';

const trusted = certificate('ca.crt');

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly subject: string;
}

async function get(url: string, options: RequestOptions = {}): Promise<Response> {
  const isTls = url.startsWith('https:');
  const sent = isTls
    ? tlsRequest(url, { ca: trusted, servername: 'localhost', agent: false, ...options })
    : plainRequest(url, { agent: false, ...options });
  sent.end();
  const [response] = await once(sent, 'response');
  const socket: TLSSocket = response.socket;
  const subject = isTls ? String(socket.getPeerX509Certificate()?.subject) : '';
  const chunks: Buffer[] = await response.toArray();
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
    subject,
  };
}

/** A folder with certificates and a web configuration file. */
function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-web-'));
  for (const name of ['server.crt', 'server.key', 'ca.crt']) {
    copyFileSync(certificatePath(name), join(folder, name));
  }
  writeFileSync(join(folder, 'web.yaml'), text);
  return folder;
}

async function serveWith(folder: string, ...args: readonly string[]) {
  const running = await start(['--web.config.file', join(folder, 'web.yaml'), ...args]);
  onTestFinished(async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  });
  return running;
}

const pair = 'tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n';
const users = `basic_auth_users:\n  carol: ${hashSync('carol123', 4)}\n`;
const authorization = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const carol = { headers: { authorization: authorization('carol:carol123') } };

describe('a web configuration file', () => {
  it('turns on TLS, authentication and headers, health stays open', async () => {
    const folder = folderWith(
      `${pair}${users}http_server_config:\n  headers: { Strict-Transport-Security: max-age=60 }\n`,
    );
    const { url, child } = await serveWith(folder);
    const secure = url.replace('http:', 'https:');

    for (const path of ['/-/healthy', '/-/ready']) {
      await expect(get(secure + path)).resolves.toMatchObject({ status: 200 });
    }
    for (const path of ['/metrics', '/', '/api/status']) {
      await expect(get(secure + path)).resolves.toMatchObject({
        status: 401,
        headers: { 'www-authenticate': expect.stringMatching(/^Basic /) },
      });
    }
    await expect(get(`${secure}/metrics`, carol)).resolves.toMatchObject({
      status: 200,
      headers: { 'strict-transport-security': 'max-age=60', 'x-content-type-options': 'nosniff' },
      body: expect.stringContaining('polyprom_web_config_last_reload_successful 1\n'),
    });
    for (const text of ['carol:wrong', 'nobody:carol123', 'carol', ':']) {
      const headers = { authorization: authorization(text) };
      await expect(get(`${secure}/metrics`, { headers })).resolves.toMatchObject({ status: 401 });
    }
    await expect(get(`${url}/metrics`)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(child.exitCode).toBeNull();
  });

  it('is read again: a rotated certificate serves new connections, open ones go on', async () => {
    const folder = folderWith(pair);
    const { url } = await serveWith(folder);
    const secure = `${url.replace('http:', 'https:')}/metrics`;
    await expect(get(secure)).resolves.toMatchObject({ subject: 'CN=localhost' });
    for (const name of ['crt', 'key']) {
      copyFileSync(certificatePath(`elsewhere.${name}`), join(folder, `new.${name}`));
      renameSync(join(folder, `new.${name}`), join(folder, `server.${name}`));
    }

    await expect
      .poll(async () => (await get(secure, { rejectUnauthorized: false })).subject, {
        timeout: 10_000,
      })
      .toBe('CN=elsewhere.example');
  });

  it('that becomes wrong leaves the last good one in force, visibly', async () => {
    const folder = folderWith(pair);
    const { url } = await serveWith(folder);
    const secure = `${url.replace('http:', 'https:')}/metrics`;
    // A key of another certificate, as between the two writes of a rotation.
    copyFileSync(certificatePath('elsewhere.key'), join(folder, 'server.key'));

    await expect
      .poll(async () => (await get(secure)).body, { timeout: 10_000 })
      .toContain('polyprom_web_config_last_reload_successful 0\n');
    await expect(get(secure)).resolves.toMatchObject({ subject: 'CN=localhost' });
    copyFileSync(certificatePath('server.key'), join(folder, 'server.key'));
    await expect
      .poll(async () => (await get(secure)).body, { timeout: 10_000 })
      .toContain('polyprom_web_config_last_reload_successful 1\n');
  });

  it('can require client certificates from now on', async () => {
    const folder = folderWith(pair);
    const { url } = await serveWith(folder);
    const secure = `${url.replace('http:', 'https:')}/metrics`;
    writeFileSync(
      join(folder, 'web.yaml'),
      `${pair}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n`,
    );

    await expect
      .poll(
        () =>
          get(secure).then(
            ({ status }) => status,
            () => 'refused',
          ),
        { timeout: 10_000 },
      )
      .toBe('refused');
    const client = { cert: certificate('client.crt'), key: certificate('client.key') };
    await expect(get(secure, client)).resolves.toMatchObject({ status: 200 });
  });

  it('limits the rate of requests, but not of health checks', async () => {
    const folder = folderWith('rate_limit: { interval: 1h, burst: 2 }\n');
    const { url } = await serveWith(folder);
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await get(`${url}/metrics`)).status);

    expect(statuses).toEqual([200, 200, 429, 429]);
    await expect(get(`${url}/-/healthy`)).resolves.toMatchObject({ status: 200 });
  });

  it('with mistakes ends the start with all of them', async () => {
    const folder = folderWith(
      'tls_server_config:\n  cert_file: nope\nbasic_auth_users: { a: b }\n',
    );

    const { code, stderr } = await run(['--web.config.file', join(folder, 'web.yaml')]);

    expect(code).toBe(2);
    expect(stderr.replaceAll(folder, '')).toBe(
      `/web.yaml:3:21 basic_auth_users.a: is no bcrypt hash: make one with polyprom web-config hash\n`,
    );
  });
});

describe('listen addresses', () => {
  it('can be several, and a Unix socket with permissions', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'polyprom-')), 'polyprom.sock');
    const { child, url, ended } = await start(
      ['--web.listen-address', '127.0.0.1:0', '--web.listen-address', `unix:${path}?mode=0600`],
      {},
      [],
    );
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });

    await expect(get(`${url}/-/healthy`)).resolves.toMatchObject({ status: 200 });
    await expect(get('http://localhost/-/healthy', { socketPath: path })).resolves.toMatchObject({
      status: 200,
    });
    expect(readFileSync('/proc/net/unix', 'utf8')).toContain(path);
  });

  it('that cannot be read end the start', async () => {
    await expect(run(['--web.listen-address', '9253'])).resolves.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^listen address: expected a port .* as in :9253/),
    });
  });
});

describe('polyprom web-config hash', () => {
  it('makes a hash that the server takes', async () => {
    const { code, stdout } = await run(['web-config', 'hash', '--cost', '4'], {}, 'carol123\n');

    expect(code).toBe(0);
    expect(compareSync('carol123', stdout.trim())).toBe(true);
  });

  it.each([
    ['', /^no password on standard input/],
    ['x'.repeat(73), /^the password has 73 bytes; bcrypt uses 72 at most/],
  ])('refuses the password "%s"', async (password, message) => {
    const { code, stderr } = await run(['web-config', 'hash'], {}, password);

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('polyprom get', () => {
  it('speaks TLS and basic authentication', async () => {
    const folder = folderWith(pair + users);
    const { url } = await serveWith(folder);
    const target = `${url.replace('http:', 'https:').replace('127.0.0.1', 'localhost')}/metrics`;
    writeFileSync(join(folder, 'password'), 'carol123\n');
    const ca = ['--ca', join(folder, 'ca.crt')];
    const user = ['--user', 'carol', '--password-file', join(folder, 'password')];

    await expect(run(['get', target])).resolves.toMatchObject({ code: 1 });
    await expect(run(['get', target, ...ca])).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('401'),
    });
    await expect(
      run(['get', target, ...ca, ...user, '--expect', 'polyprom_build_info']),
    ).resolves.toMatchObject({ code: 0 });
    await expect(
      run(['get', target, '--insecure', '--user', 'carol'], { POLYPROM_GET_PASSWORD: 'carol123' }),
    ).resolves.toMatchObject({ code: 0 });
    await expect(run(['get', target, '--user', 'carol'])).resolves.toMatchObject({ code: 2 });
  });

  it('finds the health of an exporter with TLS', async () => {
    const folder = folderWith(pair);
    const { url } = await serveWith(folder);
    const env = {
      POLYPROM_SERVER_PORT: new URL(url).port,
      POLYPROM_WEB_CONFIG_FILE: join(folder, 'web.yaml'),
    };

    await expect(run(['get'], env)).resolves.toMatchObject({ code: 0, stdout: 'healthy\n' });
  });
});

it('polyprom check reads the web configuration file too', async () => {
  const folder = folderWith('basic_auth_users: { a: b }\n');
  const file = join(folder, 'polyprom.yaml');
  writeFileSync(file, `server: { webConfigFile: ${join(folder, 'web.yaml')} }\n`);

  await expect(run(['check', file])).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('basic_auth_users.a: is no bcrypt hash'),
  });
});
