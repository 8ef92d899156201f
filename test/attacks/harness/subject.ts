import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoryLimit } from './memory-limit.ts';
import { prefer, processTree, residentMemory } from './processes.ts';
import { get } from './request.ts';

/** What the chart gives the container. */
export const memoryLimit = 256;

const root = join(import.meta.dirname, '../../..');
const startPatienceMs = 20_000;

/** How long the event loop of polyprom was held at worst, in milliseconds. */
export interface LoopReport {
  /** Without the time in which the thread waited for a CPU. */
  readonly worstHeldMs: number;
  readonly worstLateMs: number;
}

/** A polyprom that runs as the image runs it. */
export interface Subject {
  readonly port: number;
  readonly healthPort: number;
  readonly limitKind: string;
  /** How it ended; undefined while it lives. */
  readonly ended: () => string | undefined;
  /** Resident megabytes, children included. */
  readonly memory: () => number;
  readonly peak: () => number | undefined;
  /** Begins a new measurement. Undefined when it gives no answer in time. */
  readonly loop: (patienceMs: number) => Promise<LoopReport | undefined>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

export interface SubjectOptions {
  readonly config: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it gets a cgroup. */
  readonly limited: boolean;
  /** `dist`, which must be there, or the sources as they are. */
  readonly program: 'built' | 'sources';
}

/** @throws Error with the log when it does not start */
export async function startSubject(options: SubjectOptions): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-attack-'));
  const configFile = join(folder, 'polyprom.yaml');
  const logFile = join(folder, 'log');
  writeFileSync(configFile, JSON.stringify(options.config, null, 1));
  const [port, healthPort] = [await freePort(), await freePort()];
  const limit = createMemoryLimit(
    `polyprom-attack-${process.pid}-${port}`,
    options.limited ? memoryLimit : 4096,
  );
  const log = openSync(logFile, 'w');
  const child = spawn(
    'sh',
    ['-c', `${limit.enter}; exec "$@"`, 'sh', process.execPath, ...flags()],
    {
      cwd: root,
      // A session of its own, see `prefer`.
      detached: true,
      // A file never blocks the program, however much it logs and however busy the one who reads is.
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        NODE_ENV: 'production',
        MALLOC_ARENA_MAX: '1',
        MALLOC_MMAP_THRESHOLD_: '65536',
        NODE_OPTIONS:
          limit.kind === 'heap' || !options.limited
            ? `--max-old-space-size=${Math.round(memoryLimit * 0.6)}`
            : '--max-old-space-size-percentage=60',
        ATTACK_LOOP_FOLDER: folder,
        ...options.environment,
      },
    },
  );
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error('polyprom does not start');
  let ended: string | undefined;
  const exit = once(child, 'exit').then(([code, signal]) => {
    ended = signal === null ? `code ${code}` : String(signal);
    return ended;
  });
  prefer(pid);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const subject: Subject = {
    port,
    healthPort,
    limitKind: limit.kind,
    ended: () => ended,
    memory: () => residentMemory(pid),
    peak: limit.peak,
    loop: (patienceMs) => loopReport(pid, join(folder, `${pid}.json`), patienceMs),
    log: () => readFileSync(logFile, 'utf8'),
    async stop() {
      const all = processTree(pid);
      kill();
      await exit;
      process.off('exit', kill);
      await untilGone(all);
      limit.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await untilHealthy(subject);
  } catch (error) {
    const text = subject.log().slice(0, 2000);
    await subject.stop();
    throw new Error(`polyprom does not start: ${text}`, { cause: error });
  }
  return subject;

  /** Those of the Dockerfile, of the chart, and the monitor of the event loop. */
  function flags(): string[] {
    return [
      '-r',
      join(import.meta.dirname, 'loop-monitor.cjs'),
      '--min-semi-space-size=4',
      '--max-semi-space-size=4',
      join(root, options.program === 'built' ? 'dist/main.cjs' : 'src/main.ts'),
      ...`serve --host 127.0.0.1 --port ${port} --health-port ${healthPort}`.split(' '),
      ...'--shutdown-delay 5s --log-level info --log-format json'.split(' '),
      '--config',
      configFile,
    ];
  }
}

async function untilHealthy(subject: Subject): Promise<void> {
  const until = performance.now() + startPatienceMs;
  for (;;) {
    if (subject.ended() !== undefined) throw new Error(`it ended with ${subject.ended()}`);
    if (performance.now() > until) throw new Error('it is not healthy');
    const answer = await get(subject.healthPort, '/-/healthy', { timeoutMs: 1000 }).catch(() => {});
    if (answer?.status === 200) return;
    await sleep(20);
  }
}

async function loopReport(
  pid: number,
  file: string,
  patienceMs: number,
): Promise<LoopReport | undefined> {
  const before = reportsIn(file)?.reports ?? 0;
  try {
    process.kill(pid, 'SIGUSR2');
  } catch {
    return undefined;
  }
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const report = reportsIn(file);
    if (report !== undefined && report.reports > before) return report;
    await sleep(10);
  }
  return undefined;
}

function reportsIn(file: string): (LoopReport & { reports: number }) | undefined {
  if (!existsSync(file)) return undefined;
  const report: LoopReport & { reports: number } = JSON.parse(readFileSync(file, 'utf8'));
  return report;
}

async function untilGone(pids: readonly number[]): Promise<void> {
  for (let waited = 0; waited < 100; waited += 1) {
    if (!pids.some((pid) => existsSync(`/proc/${pid}`))) return;
    await sleep(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
