import { setTimeout as sleep } from 'node:timers/promises';
import { startHelper } from './child.ts';
import type { Attack } from './attack.ts';
import type { Latencies } from './latencies.ts';
import { neighbourCollectors, type Neighbours } from './neighbour-names.ts';
import { createScene } from './scene.ts';
import { startSubject, type LoopReport, type Subject, type SubjectOptions } from './subject.ts';
import { startUpstream } from './upstream.ts';

export interface Figures {
  readonly limitKind: string;
  /** Of the attack's own requirements, the ones that do not hold. */
  readonly problems: readonly string[];
  /** How polyprom ended, if it did. */
  readonly ended: string | undefined;
  /** Undefined when the event loop did not come back. */
  readonly loop: LoopReport | undefined;
  readonly healthy: Latencies;
  readonly neighbours: Neighbours;
  /** Megabytes, children included: before, at most, and after at most `quietSeconds` of rest. */
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number };
  readonly seconds: number;
}

export interface MeasureOptions extends Pick<SubjectOptions, 'limited' | 'program'> {
  /** Scrapes before the attack, so that the code is compiled and the heap has its usual size. */
  readonly warmUpSeconds: number;
  readonly quietSeconds: number;
}

/** What memory may be above the one before. */
export const keptMemory = 20;
const defaultSeconds = 20;
/** For an event loop that is held: how long it may take to come back. */
const loopPatienceMs = 10_000;

/** Runs one attack against a polyprom of its own. */
export async function measure(attack: Attack, options: MeasureOptions): Promise<Figures> {
  const start = performance.now();
  const neighbours = startHelper('neighbours');
  const prober = startHelper('prober');
  const upstream = await startUpstream(attack);
  try {
    const { port } = await neighbours.next<{ port: number }>();
    const subject = await startSubject({
      ...options,
      environment: attack.environment ?? {},
      config: {
        ...attack.settings,
        collectors: {
          ...neighbourCollectors(`http://127.0.0.1:${port}`),
          ...attack.collectors?.(upstream.url),
        },
      },
    });
    try {
      neighbours.tell({ port: subject.port });
      prober.tell({ port: subject.healthPort });
      await sleep(options.warmUpSeconds * 1000);
      await Promise.all([neighbours.ask(), prober.ask(), subject.loop(loopPatienceMs)]);
      const memory = watchMemory(subject);
      const problems = await play(attack, subject);
      const loop = await subject.loop(loopPatienceMs);
      const [healthy, others] = await Promise.all([
        prober.ask<Latencies>(),
        neighbours.ask<Neighbours>(),
      ]);
      await untilQuiet(subject, memory.before, options.quietSeconds);
      return {
        limitKind: subject.limitKind,
        problems,
        ended: subject.ended(),
        loop,
        healthy,
        neighbours: others,
        memory: {
          before: memory.before,
          peak: memory.stop(),
          after: subject.memory(),
        },
        seconds: (performance.now() - start) / 1000,
      };
    } finally {
      await subject.stop();
    }
  } finally {
    upstream.stop();
    neighbours.stop();
    prober.stop();
  }
}

/** @returns what of its requirements does not hold */
async function play(attack: Attack, subject: Subject): Promise<string[]> {
  const problems: string[] = [];
  const seconds = attack.seconds ?? defaultSeconds;
  const timer = new AbortController();
  const scene = createScene(subject, problems);
  await Promise.race([
    attack.run(scene).catch((error: unknown) => problems.push(`it broke: ${String(error)}`)),
    sleep(seconds * 1000, undefined, { signal: timer.signal }).then(
      () => problems.push(`it took more than ${seconds} s`),
      () => {},
    ),
  ]);
  timer.abort();
  // One more scrape of the others, so that what the attack left behind shows.
  if (subject.ended() === undefined) await sleep(1100);
  return problems;
}

/** The most that is seen, and what a cgroup has counted. */
function watchMemory(subject: Subject): { readonly before: number; readonly stop: () => number } {
  const before = subject.memory();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, subject.memory());
  }, 50);
  return {
    before,
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

async function untilQuiet(subject: Subject, before: number, seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    if (subject.ended() !== undefined || subject.memory() <= before + keptMemory) return;
    await sleep(100);
  }
}
