import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { run } from '../cli/program.ts';
import { serveRequests } from '../serve-requests.ts';
import type { Block } from './configurations.ts';

/** A command of a `console` block, and the output that the page shows for it. */
export interface Command {
  readonly line: string;
  readonly output: string;
  /** The YAML block before it on the page: the content of the file that the command names. */
  readonly yaml: string;
}

/** What a `$ curl` command on the page says about an HTTP server. */
interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly response: { readonly headers: Headers; readonly body: string };
}

/** The commands of a page, in order. */
export function commandsOf(blocks: readonly Block[]): readonly Command[] {
  const commands: Command[] = [];
  let yaml = '';
  for (const { info, text } of blocks) {
    if (info === 'yaml') yaml = text;
    if (info !== 'console') continue;
    for (const part of text.split(/^\$ /m).slice(1)) {
      const [line = '', ...output] = part.split('\n');
      commands.push({ line, output: output.join('\n'), yaml });
    }
  }
  return commands;
}

/**
 * Runs one `polyprom` command of a page and returns what it prints. The servers and files are those that the page
 * shows with `$ curl` and `$ cat`; hosts and paths in the output are those of the page.
 */
export async function outputOf(command: Command, page: readonly Command[]): Promise<string> {
  const { env, words } = wordsOf(command.line);
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-docs-'));
  const hosts = await serveHosts(page.filter(({ line }) => line.startsWith('curl ')));
  const files = filesOf(page);
  const [, ...args] = words;
  for (const name of args.filter((word) => word.endsWith('.yaml'))) {
    if (!files.has(name)) files.set(name, command.yaml);
  }
  const paths = [...files.keys()];
  // Two levels, such as /var/lib: a glob has wildcards further down.
  const absolute = paths.filter((path) => path.startsWith('/'));
  const folders = new Set(absolute.map((path) => path.split('/', 3).join('/')));
  const inside = (text: string): string =>
    [...folders].reduce(
      (result, path) => result.replaceAll(path, folder + path),
      replaceHosts(text, hosts),
    );
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path.endsWith('.yaml') ? inside(content) : content);
  }
  const placed = args.map((word) => (files.has(word) ? join(folder, word) : inside(word)));
  const { stdout, stderr } = await run(placed, env);
  const withHosts = [...hosts].reduce(
    (text, [host, origin]) => text.replaceAll(origin, host),
    stdout + stderr,
  );
  const relative = paths.filter((path) => !path.startsWith('/'));
  return relative
    .reduce((text, path) => text.replaceAll(join(folder, path), path), withHosts)
    .replaceAll(folder, '');
}

/** Files that the page prints with `$ cat`. */
function filesOf(page: readonly Command[]): Map<string, string> {
  const printed = page.filter(({ line }) => line.startsWith('cat '));
  return new Map(printed.map(({ line, output }) => [line.slice('cat '.length), output]));
}

async function serveHosts(curls: readonly Command[]): Promise<ReadonlyMap<string, string>> {
  const exchanges = curls.map(exchangeOf);
  const hosts = new Map<string, string>();
  for (const host of new Set(exchanges.map(({ url }) => url.origin))) {
    const own = exchanges.filter(({ url }) => url.origin === host);
    hosts.set(
      host,
      await serveRequests((request, response) => void answer(request, response, own, hosts)),
    );
  }
  return hosts;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  exchanges: readonly Exchange[],
  hosts: ReadonlyMap<string, string>,
): Promise<void> {
  const body = await textOf(request);
  const found = exchanges.find(
    ({ url, method, headers, body: expected }) =>
      request.url === url.pathname + url.search &&
      request.method === method &&
      [...headers].every(([name, value]) => request.headers[name] === value) &&
      sameBody(body, expected),
  );
  if (found === undefined) {
    response.writeHead(401).end();
    return;
  }
  for (const [name, value] of found.response.headers) {
    response.setHeader(name, replaceHosts(value, hosts));
  }
  response.end(replaceHosts(found.response.body, hosts));
}

function sameBody(body: string, expected: string): boolean {
  return canonical(body) === canonical(expected);
}

/** JSON without its spaces, or the parameters of a form in one order. */
function canonical(body: string): string {
  if (body.startsWith('{')) return JSON.stringify(JSON.parse(body));
  return [...new URLSearchParams(body)].map(String).toSorted().join('&');
}

function exchangeOf({ line, output }: Command): Exchange {
  const { words } = wordsOf(line);
  const headers = new Headers();
  let url = new URL('https://unknown.example');
  let body = '';
  let isHeadShown = false;
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = words[index + 1] ?? '';
    if (word === '-i') {
      isHeadShown = true;
    } else if (word === '-u') {
      headers.set('authorization', `Basic ${Buffer.from(next).toString('base64')}`);
      index += 1;
    } else if (word === '-H') {
      const [name = '', value = ''] = next.split(/: (.*)/);
      headers.set(name, value);
      index += 1;
    } else if (word === '-d') {
      body = next;
      index += 1;
    } else {
      url = new URL(word);
    }
  }
  const [head = '', ...parts] = isHeadShown ? output.split('\n\n') : ['', output];
  return {
    url,
    method: body === '' ? 'GET' : 'POST',
    headers,
    body,
    response: { headers: headersOf(head, parts.join('\n\n')), body: parts.join('\n\n') },
  };
}

function headersOf(head: string, body: string): Headers {
  const headers = new Headers({ 'content-type': typeOf(body) });
  for (const [, name = '', value = ''] of head.matchAll(/^([\w-]+): (.*)$/gm))
    headers.set(name, value);
  return headers;
}

function typeOf(body: string): string {
  if (/^[[{]/.test(body)) return 'application/json';
  return body.startsWith('<') ? 'application/xml' : 'text/plain';
}

function replaceHosts(text: string, hosts: ReadonlyMap<string, string>): string {
  return [...hosts].reduce((result, [host, origin]) => result.replaceAll(host, origin), text);
}

/** The words of a command line and the variables before them; quotes group words. */
function wordsOf(line: string): { env: Record<string, string>; words: readonly string[] } {
  const all = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const first = all.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const env = Object.fromEntries(
    all.slice(0, first).map((word) => word.split(/=(.*)/).slice(0, 2)),
  );
  return { env, words: all.slice(first) };
}
