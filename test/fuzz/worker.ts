import { parentPort, workerData } from 'node:worker_threads';
import { faultOf } from './judge.ts';
import { mutate } from './mutate.ts';
import { createRandom } from './random.ts';
import { targets } from './targets/all.ts';
import type { Job } from './run.ts';

// Runs cases until the time is over. The case that is under way is in shared memory, so that whoever watches knows
// which one it is that does not end.

const { underWay, firstSeed, milliseconds }: Job = workerData;
const until = performance.now() + milliseconds;
let seed = firstSeed;
while (performance.now() < until) {
  for (const [index, target] of targets.entries()) {
    Atomics.store(underWay, 0, index);
    Atomics.store(underWay, 1, seed);
    const input = mutate(createRandom(seed), target.seeds, target.words);
    const fault = faultOf(target, input);
    if (fault !== undefined) {
      tell({ target: target.name, seed, fault, input });
    }
  }
  seed += 1;
}
globalThis.gc?.();
tell({ heap: process.memoryUsage().heapUsed });
process.exit();

function tell(message: object): void {
  parentPort?.postMessage(message, []);
}
