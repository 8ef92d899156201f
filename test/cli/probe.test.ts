import { describe, expect, it } from 'vitest';
import { json, startServer } from '../http-client/server.ts';
import { run, writeTemporary } from './program.ts';

const config = writeTemporary(
  'polyprom.yaml',
  `modules:
  ping:
    allowedTargets: ['127.0.0.1:*']
    params: { site: { default: none } }
    http: { path: /status }
    metrics: { up: { help: Up., value: up, labels: { site: $params.site } } }
`,
);

describe('polyprom probe', () => {
  it('prints the metrics of a target, as /probe has them', async () => {
    const { url } = await startServer((_, response) => json(response, { up: 1 }));

    const { code, stdout } = await run(
      ['probe', '--config', config, '--param', 'site=a', 'ping', url],
      {},
    );

    expect(code).toBe(0);
    expect(stdout).toContain('\nup{site="a"} 1\n');
    expect(stdout).toContain('\nprobe_success 1\n');
  });

  it('explains a probe that fails, with exit code 1', async () => {
    const { url } = await startServer((_, response) => json(response, {}, {}, 503));

    const { code, stdout } = await run(['probe', '--config', config, '--explain', 'ping', url], {});

    expect(code).toBe(1);
    expect(stdout).toMatch(/^module ping .*FAILED \(status\)/);
    expect(stdout).toContain(`GET ${url}/status: answered 503`);
  });

  it.each([
    [['pong', 'http://127.0.0.1'], 'there is no module pong; there are: ping'],
    [['ping', 'http://10.0.0.1'], 'module ping: http://10.0.0.1:80 is not allowed'],
    [['ping', 'http://127.0.0.1', '--param', 'sit=a'], 'did you mean site?'],
    [['ping', 'http://127.0.0.1', '--param', 'site'], 'Expected NAME=VALUE'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await run(['probe', '--config', config, ...args], {});

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
