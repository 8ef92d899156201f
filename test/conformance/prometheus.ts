import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import type { Page } from './pages.ts';

/** From the PATH; no package brings it. */
const PROGRAM = 'prometheus';

/** A target as Prometheus' API tells of it. */
interface Target {
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  readonly labels: { readonly page: string };
}

interface TargetsAnswer {
  readonly data?: { readonly activeTargets: readonly Target[] };
}

/** Lets Prometheus scrape each page once; says which it refused, and why. */
export async function scrapePages(
  pages: readonly Page[],
  folder: string,
): Promise<readonly string[]> {
  const byPath = new Map(pages.map((page) => [`/${page.name}`, page]));
  const server = createServer((request, response) => {
    const page = byPath.get(request.url ?? '');
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', page.format.contentType);
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(page.bytes));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  try {
    return await watchTargets(byPath.size, writeConfig(pages, address.port, folder), folder);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function writeConfig(pages: readonly Page[], port: number, folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const targets = pages.map(({ name }) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { __metrics_path__: `/${name}`, page: name },
  }));
  const job = { job_name: 'pages', scrape_interval: '5s', static_configs: targets };
  const file = path.join(folder, 'prometheus.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ scrape_configs: [job] }));
  return file;
}

async function watchTargets(
  count: number,
  config: string,
  folder: string,
): Promise<readonly string[]> {
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(child, 'exit');
  try {
    const address = await listenAddress(child.stderr);
    const targets = await waitForTargets(address, count);
    return targets
      .filter(({ health }) => health !== 'up')
      .map(({ labels, lastError }) => `prometheus: ${labels.page} ${lastError}`);
  } finally {
    child.kill();
    await exited;
  }
}

/** Reads the log to its end, or Prometheus would die of a closed pipe. */
async function listenAddress(log: NodeJS.ReadableStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  log.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const address = /msg="Listening on".* address=(\S+)/.exec(text)?.[1];
    if (address !== undefined) resolve(address);
  });
  log.on('end', () => {
    reject(new Error(`prometheus did not start:\n${text}`));
  });
  return await promise;
}

async function waitForTargets(address: string, count: number): Promise<readonly Target[]> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const response = await fetch(`http://${address}/api/v1/targets`);
    // Until it has loaded, Prometheus answers 503 in plain text.
    const body: TargetsAnswer = response.ok ? JSON.parse(await response.text()) : {};
    const scraped = body.data?.activeTargets.filter(({ health }) => health !== 'unknown') ?? [];
    if (scraped.length === count) return scraped;
    await sleep(500);
  }
  throw new Error(`prometheus had not scraped ${count} pages after two minutes`);
}
