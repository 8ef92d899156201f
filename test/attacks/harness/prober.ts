import { get } from './request.ts';
import { figuresOf, type Latencies } from './latencies.ts';

// A process of its own, as the kubelet is: requests /-/healthy every 20 ms over a new connection, whether the one before
// was answered or not, so that a server that stands still is seen by each request that would have come meanwhile.

const everyMs = 20;
const patienceMs = 60_000;
/** A server that stands still for long does not use up this process. */
const mostUnderWay = 200;

let done: number[] = [];
let failed = 0;
const underWay = new Set<{ readonly since: number }>();

process.on('message', (message: { readonly port: number } | 'report') => {
  if (message === 'report') report();
  else setInterval(() => void probe(message.port), everyMs);
});
process.on('disconnect', () => process.exit());

async function probe(port: number): Promise<void> {
  if (underWay.size >= mostUnderWay) return;
  const one = { since: performance.now() };
  underWay.add(one);
  try {
    const { status } = await get(port, '/-/healthy', { timeoutMs: patienceMs });
    if (status !== 200) failed += 1;
  } catch {
    failed += 1;
  }
  // One that began before the last report belongs to that one.
  if (underWay.delete(one)) done.push(performance.now() - one.since);
}

/** What is still not answered counts with its age. */
function report(): void {
  const now = performance.now();
  const figures: Latencies = figuresOf(
    [...done, ...[...underWay].map(({ since }) => now - since)],
    failed,
  );
  done = [];
  failed = 0;
  underWay.clear();
  process.send?.(figures);
}
