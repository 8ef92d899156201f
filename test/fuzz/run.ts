import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { faultOf } from './judge.ts';
import { mutate } from './mutate.ts';
import { createRandom } from './random.ts';
import { fuzzServer } from './server.ts';
import { targetNamed, targets } from './targets/all.ts';

// `npm run fuzz [-- SECONDS [SEED]]` looks for inputs that make polyprom crash, hang, grow or fail in a way that it has no
// words for. `npm run fuzz -- --replay TARGET SEED` runs one case again.

/** The request to the worker. */
export interface Job {
  /** The target and the seed of the case that is under way. */
  readonly underWay: Int32Array;
  readonly firstSeed: number;
  readonly milliseconds: number;
}

interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly fault: string;
  readonly input: Uint8Array;
}

/** Of one case. It is dead by then, or as good as. */
const patienceMs = 10_000;
const mostKept = 100 * 2 ** 20;
/** Of one target; they are usually the same one. */
const mostShown = 3;
const corpus = join(import.meta.dirname, 'corpus');

const [first, second, third] = process.argv.slice(2);
if (first === '--replay') replay(String(second), Number(third));
else await fuzz(Number(first ?? 60), Number(second ?? Date.now() % 1_000_000_000));

function replay(name: string, seed: number): void {
  const target = targetNamed(name);
  const input = mutate(createRandom(seed), target.seeds, target.words);
  write(`${name} ${seed}: ${JSON.stringify(input.toString().slice(0, 2000))}`);
  write(faultOf(target, input) ?? 'nothing is wrong');
}

async function fuzz(seconds: number, seed: number): Promise<void> {
  write(`seed ${seed}, ${seconds} s, ${targets.map(({ name }) => name).join(', ')}, server`);
  const found = new Map<string, Finding[]>();
  const milliseconds = seconds * 1000;
  // Two thirds for what is called, one for what is served.
  let cases = await fuzzTargets(seed, (milliseconds * 2) / 3);
  cases += await fuzzServer(seed, milliseconds / 3, (fault, input, at) =>
    note({ target: 'server', seed: at, fault, input }),
  );
  const faults = [...found.values()].reduce((sum, list) => sum + list.length, 0);
  write(`${cases} cases, seed ${seed}`);
  write(`${faults === 0 ? 1 : 0} passed, ${faults} failed`);
  process.exit(faults === 0 ? 0 : 1);

  async function fuzzTargets(firstSeed: number, ms: number): Promise<number> {
    const until = performance.now() + ms;
    let sum = 0;
    let next = firstSeed;
    while (performance.now() < until - 500) {
      const part = await runWorker(next, until - performance.now());
      sum += part.cases;
      next = part.next;
    }
    return sum;
  }

  function runWorker(firstSeed: number, ms: number): Promise<{ cases: number; next: number }> {
    const underWay = new Int32Array(new SharedArrayBuffer(8));
    const job: Job = { underWay, firstSeed, milliseconds: ms };
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    return new Promise((resolve) => {
      let last = '';
      let same = 0;
      const watch = setInterval(() => {
        const now = underWay.join(' ');
        same = now === last ? same + 1000 : 0;
        last = now;
        if (same < patienceMs) return;
        stuck(`hangs for ${same / 1000} s`);
        void worker.terminate();
      }, 1000);
      worker.on('message', (message: Finding | { readonly heap: number }) => {
        if ('fault' in message) note(message);
        else if (message.heap > mostKept) {
          stuck(`the heap has ${Math.round(message.heap / 2 ** 20)} MB in the end`);
        }
      });
      worker.on('error', (error) => stuck(`crashed: ${error.message}`));
      worker.on('exit', () => {
        clearInterval(watch);
        const reached = Number(underWay[1]);
        resolve({ cases: (reached - firstSeed) * targets.length, next: reached + 1 });
      });
    });

    function stuck(fault: string): void {
      const target = targets[underWay[0] ?? 0];
      if (target === undefined) return;
      const at = underWay[1] ?? 0;
      const input = mutate(createRandom(at), target.seeds, target.words);
      note({ target: target.name, seed: at, fault, input });
    }
  }

  function note(finding: Finding): void {
    const { target, seed: at, fault, input } = finding;
    const list = found.get(target) ?? [];
    list.push(finding);
    found.set(target, list);
    if (list.length > mostShown) return;
    mkdirSync(join(corpus, target), { recursive: true });
    writeFileSync(join(corpus, target, String(at)), input);
    write(
      `${target}: npm run fuzz -- --replay ${target} ${at}, in test/fuzz/corpus/${target}/${at}`,
    );
    write(`  ${fault.split('\n').slice(0, 4).join('\n  ')}`);
  }
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}
