import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTree, residentMemory } from '../attacks/harness/processes.ts';

/** What a process holds, by its own metrics and by what the system knows of it. */
export interface Held {
  readonly heapMiB: number;
  readonly residentMiB: number;
  /** Open files and sockets. */
  readonly descriptors: number;
  readonly timers: number;
  readonly sockets: number;
  readonly watchers: number;
  readonly processes: number;
  /** Connections that the upstream counts. */
  readonly upstreamConnections: number;
}

export interface Figures {
  readonly reloads: number;
  readonly refused: number;
  readonly scrapes: number;
  readonly failedScrapes: readonly string[];
  readonly slowestScrapeMs: number;
  readonly slowestReloadMs: number;
  readonly before: Held;
  readonly after: Held;
}

export interface SoakOptions {
  readonly main: string;
  /** Reloads that are counted; as many as `warmUp` go before. */
  readonly reloads: number;
  readonly warmUp: number;
  /** How many scrapes are always under way. */
  readonly scrapers: number;
}

/** Reloads good, changed and bad files in turn while it is scraped, and compares what the process holds. */
export async function soakReloads(options: SoakOptions): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-soak-'));
  const file = join(folder, 'polyprom.yaml');
  const upstream = createServer((_, response) => response.end('{"value": 7}'));
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const upstreamUrl = urlOf(upstream);
  const write = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  write(configurationOf(upstreamUrl, 0));
  const { child, url } = await startProgram(options.main, file);
  const stopping = new AbortController();
  const scrapes = startScrapes(url, options.scrapers, stopping.signal);
  let slowestReloadMs = 0;
  let refused = 0;
  let isCounted = false;
  try {
    for (let i = 1; i <= options.warmUp; i += 1) await reload(i);
    const before = await heldBy(child, url, upstream);
    isCounted = true;
    for (let i = 1; i <= options.reloads; i += 1) await reload(options.warmUp + i);
    const after = await heldBy(child, url, upstream);
    stopping.abort();
    await scrapes.done;
    const { count, failed, slowestMs } = scrapes.figures();
    return {
      reloads: options.reloads,
      refused,
      scrapes: count,
      failedScrapes: failed,
      slowestScrapeMs: slowestMs,
      slowestReloadMs,
      before,
      after,
    };
  } finally {
    stopping.abort();
    child.kill('SIGKILL');
    upstream.closeAllConnections();
    upstream.close();
    rmSync(folder, { recursive: true });
  }

  /** Every third one is the same file, one is changed, and one is bad. */
  async function reload(i: number): Promise<void> {
    const isBad = i % 3 === 0;
    write(isBad ? badConfiguration : configurationOf(upstreamUrl, i - (i % 3)));
    const started = performance.now();
    const response = await fetch(`${url}/-/reload`, { method: 'POST' });
    const text = await response.text();
    if (response.status !== (isBad ? 400 : 200)) {
      throw new Error(`reload ${i}: ${response.status} ${text}`);
    }
    if (!isCounted) return;
    slowestReloadMs = Math.max(slowestReloadMs, performance.now() - started);
    if (isBad) refused += 1;
  }
}

const badConfiguration =
  'collectors:\n  stays: { htp: {} }\n  other: { demo: {}, timeout: soon }\n';

function metrics(name: string): string {
  return `metrics: { ${name}_value: { help: A value., value: value } }`;
}

/** A collector that stays, and some of other settings in each version: on scrape, with an interval, cached. */
function configurationOf(url: string, version: number): string {
  const http = (path: string, more = '') => `http: { url: '${url}/${path}'${more} }`;
  const proxy = `, tls: { serverName: v${version}.example }`;
  return [
    'server: { endpoints: { reload: true } }',
    'collectors:',
    `  stays: { ${http('stays')}, interval: 2s, ${metrics('stays')} }`,
    `  scraped: { ${http(`scraped/${version}`, proxy)}, ${metrics('scraped')} }`,
    `  background: { ${http(`background/${version}`)}, interval: 2s, ${metrics('background')} }`,
    `  cached: { ${http(`cached/${version}`)}, cache: 1m, ${metrics('cached')} }`,
    `  workload: { demo: {}, interval: ${2000 + (version % 50)}ms }`,
    `  removed${version}: { ${http('removed')}, interval: 2s, ${metrics(`removed${version}`)} }`,
    '',
  ].join('\n');
}

function startScrapes(url: string, scrapers: number, signal: AbortSignal) {
  const failed: string[] = [];
  let count = 0;
  let slowestMs = 0;
  const done = Promise.all(Array.from({ length: scrapers }, scrape));
  return { done, figures: () => ({ count, failed, slowestMs }) };

  async function scrape(): Promise<void> {
    while (!signal.aborted) {
      const started = performance.now();
      const fault = await faultOfScrape(url);
      slowestMs = Math.max(slowestMs, performance.now() - started);
      count += 1;
      if (fault !== undefined) failed.push(fault);
      await sleep(20);
    }
  }
}

/** What is wrong with a scrape: another status, or a collector of the page that failed. */
async function faultOfScrape(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/metrics`);
    const text = await response.text();
    if (response.status !== 200) return `status ${response.status}`;
    const failures = /^polyprom_collector_success\{[^}]*\} 0$/m.exec(text);
    if (failures !== null) return failures[0];
    return text.includes('\nstays_value 7\n') ? undefined : 'no series of the collector that stays';
  } catch (error) {
    return String(error);
  }
}

/** The least of some looks, a second apart: what is under way comes and goes. */
async function heldBy(child: ChildProcess, url: string, upstream: Server): Promise<Held> {
  const looks: Held[] = [];
  for (let i = 0; i < 5; i += 1) {
    await sleep(1000);
    looks.push(await look(child, url, upstream));
  }
  const least = (key: keyof Held) => Math.min(...looks.map((held) => held[key]));
  return {
    heapMiB: least('heapMiB'),
    residentMiB: least('residentMiB'),
    descriptors: least('descriptors'),
    timers: least('timers'),
    sockets: least('sockets'),
    watchers: least('watchers'),
    processes: least('processes'),
    upstreamConnections: least('upstreamConnections'),
  };
}

async function look({ pid = 0 }: ChildProcess, url: string, upstream: Server): Promise<Held> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (sample: string) => {
    const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
    return line === undefined ? 0 : Number(line.split(' ').at(-1));
  };
  const resources = (type: string) => value(`nodejs_active_resources{type="${type}"}`);
  const upstreamConnections = await new Promise<number>((resolve) =>
    upstream.getConnections((_, count) => resolve(count)),
  );
  return {
    heapMiB: value('nodejs_heap_size_used_bytes') / 2 ** 20,
    residentMiB: residentMemory(pid),
    descriptors: value('process_open_fds'),
    timers: resources('Timeout'),
    sockets: resources('TCPSocketWrap'),
    watchers: watchersOf(pid),
    processes: processTree(pid).length,
    upstreamConnections,
  };
}

/** What the kernel watches for the process; Node.js does not list watches that do not hold it. */
function watchersOf(pid: number): number {
  const folder = `/proc/${pid}/fdinfo`;
  const infos = readdirSync(folder).map((name) => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      return ''; // closed meanwhile
    }
  });
  return infos.join('').match(/^inotify wd:/gm)?.length ?? 0;
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function startProgram(main: string, file: string) {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--config', file], {
    env: { PATH: process.env['PATH'], NODE_OPTIONS: '--max-old-space-size=150' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.stderr.on('data', (chunk) => {
    const [, port] = /"ports":\[(\d+)/.exec((log = `${log}${String(chunk)}`.slice(-10_000))) ?? [];
    if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
  });
  child.once('exit', () => reject(new Error(`ended: ${log}`)));
  return { child, url: await promise };
}
