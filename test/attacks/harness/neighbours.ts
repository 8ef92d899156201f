import { Agent, createServer } from 'node:http';
import { neighbourNames, type Neighbours, type NeighbourTask } from './neighbour-names.ts';
import { get, type Answer } from './request.ts';

// A process of its own: the upstream of the harmless collectors, and their Prometheus, which scrapes them all once a
// second over one connection.

const everyMs = 1000;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const query = neighbourNames.map((name) => `collect[]=${name}`).join('&');
let scrapes = 0;
let worstMs = 0;
let faults: string[] = [];

const body = JSON.stringify({
  up: 'UP',
  items: Array.from({ length: 10 }, (_, id) => ({ id: `item-${id}`, load: id / 3 })),
});
const upstream = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(body);
}).listen(0, '127.0.0.1', () => {
  const address = upstream.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
upstream.keepAliveTimeout = 60_000;

process.on('message', (message: NeighbourTask) => {
  if (message === 'report') report();
  else setInterval(() => void scrape(message.port), everyMs);
});
process.on('disconnect', () => process.exit());

async function scrape(port: number): Promise<void> {
  const start = performance.now();
  try {
    const answer = await get(port, `/metrics?${query}`, {
      agent,
      timeoutMs: 10_000,
      headers: { 'x-prometheus-scrape-timeout-seconds': '10' },
    });
    check(answer);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  scrapes += 1;
  worstMs = Math.max(worstMs, performance.now() - start);
}

function check({ status, text }: Answer): void {
  const bad = neighbourNames.filter(
    (name) => !text.includes(`polyprom_collector_success{collector="${name}"} 1\n`),
  );
  if (status !== 200) faults.push(`status ${status}`);
  else if (bad.length > 0) faults.push(`${bad.length} collectors failed`);
}

function report(): void {
  const figures: Neighbours = { scrapes, worstMs, faults };
  scrapes = 0;
  worstMs = 0;
  faults = [];
  process.send?.(figures);
}
