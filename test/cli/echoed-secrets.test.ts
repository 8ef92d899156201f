import { once } from 'node:events';
import { createServer } from 'node:http';
import { onTestFinished, expect, it } from 'vitest';
import { runCli } from '../../src/cli.ts';
import { close, portOf } from '../../src/server/listen.ts';
import { longestPart } from '../schema/longest-part.ts';
import { writeTemporary } from './program.ts';

const token = `eyJhbGciOiJSUzI1NiJ9.${'Qk1nT3pYcFZ'.repeat(20)}.${'c2lnbmF0dXJl'.repeat(9)}`;
const key = 'k3y-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn';

/** An upstream that echoes what it was sent, so many characters into its answers. */
async function echoing(offset: () => number): Promise<string> {
  const server = createServer(({ url, headers }, response) => {
    const echo = `${'.'.repeat(offset())}${headers.authorization}, ${String(headers['x-api-key'])}`;
    response.setHeader('content-type', 'application/json');
    if (url === '/text') response.end(echo);
    else if (url === '/broken') response.end(`{"error": ${echo}}`);
    else if (url === '/type')
      response.setHeader('content-type', `text/x; charset=${echo}`).end('a');
    else response.end(JSON.stringify({ error: echo, list: [{ key: headers['x-api-key'] }] }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => close(server, 0));
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
}

async function explain(file: string): Promise<string> {
  let stdout = '';
  await runCli(['collect', '--explain', '--config', file], {
    build: { version: '1.2.3', revision: 'abc', nodeVersion: 'v24.0.0' },
    env: { SHOP_TOKEN: token },
    isTerminal: false,
    print: (text) => (stdout += text.toString()),
    printError: (line) => (stdout += line),
    shutdown: () => new AbortController().signal,
    onHangup: () => {},
    exitWith: () => {},
  });
  return stdout;
}

it('an upstream that echoes credentials does not bring them into what people see', async () => {
  let offset = 0;
  const url = await echoing(() => offset);
  const auth = { bearer: { token: '${env:SHOP_TOKEN}' } };
  const collector = (path: string) => ({
    http: { url: url + path, auth, headers: { 'X-Api-Key': key } },
    metrics: {
      [`echo_value_${path.slice(1)}`]: { help: 'E.', value: 'error' },
      [`echo_list_${path.slice(1)}`]: { help: 'E.', value: 'list' },
      [`echo_parsed_${path.slice(1)}`]: { help: 'E.', value: 'parse_time(error)' },
    },
  });
  const paths = ['/json', '/text', '/broken', '/type'];
  const collectors = Object.fromEntries(paths.map((path) => [path.slice(1), collector(path)]));
  const file = writeTemporary('polyprom.yaml', JSON.stringify({ collectors }));

  const offsets = [...Array.from({ length: 9 }, (_, i) => i * 9), 1130, 1480, 1495];
  for (offset of offsets) {
    const text = await explain(file);
    expect(text).toContain('<secret>');
    expect(longestPart(text, token)).toBeLessThan(8);
    expect(longestPart(text, key)).toBeLessThan(8);
  }
}, 60_000);
