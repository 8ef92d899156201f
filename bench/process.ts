import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopReport } from './loop.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The core that what is measured has for itself; the driver has the other one. */
export const subjectCore = 1;
export const driverCore = 0;

const startPatienceMs = 30_000;

/** A server that is being measured. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What a server of Node.js has to say since the last report (`loop.ts`). */
  readonly report: () => Promise<LoopReport>;
  readonly stop: () => Promise<void>;
}

/** The last line of the output, as JSON. @throws Error when the command fails */
export async function measurePinned<T>(command: Command): Promise<T> {
  const child = spawnPinned(command, false);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await ended(child, command);
  const line = output.trim().split('\n').at(-1) ?? '';
  const result: T = JSON.parse(line);
  return result;
}

/** Starts a server and waits until its port accepts connections. */
export async function startPinned(command: Command, port: number): Promise<Running> {
  const child = spawnPinned(command, true);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.file} does not start`);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  try {
    await Promise.race([untilListening(port), ended(child, command).then(neverReady)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { child, pid, stop, report: () => report(child) };
}

/** A free port below those that the kernel gives to clients, so that no client ever connects to itself. */
export function nextPort(): number {
  port += 1;
  return port;
}

let port = 20_000 + (process.pid % 5000);

/** The most memory in MB that a process ever had resident. */
export function peakMemory(pid: number): number {
  return memoryOf(pid, 'VmHWM');
}

/** The memory in MB that a process and its children have resident now. */
export function residentMemory(pid: number): number {
  return memoryOf(pid, 'VmRSS') + sumOfChildren(pid, residentMemory);
}

function memoryOf(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  // A process that is ending has none any more.
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) / 1024;
}

const ticksPerSecond = 100;

/** CPU milliseconds that all threads of a process and of its children, also of those that ended, have taken so far. */
export function cpuTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // utime, stime, cutime and cstime, fields 14 to 17 of proc(5)'s list, which begins before the name.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return (ticks * 1000) / ticksPerSecond + sumOfChildren(pid, cpuTime);
}

function sumOfChildren(pid: number, figure: (child: number) => number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? [];
  return children.reduce((sum, child) => {
    try {
      return sum + figure(Number(child));
    } catch {
      // It has ended meanwhile.
      return sum;
    }
  }, 0);
}

function spawnPinned({ file, args, env }: Command, channel: boolean): ChildProcess {
  return spawn('taskset', ['-c', String(subjectCore), file, ...args], {
    stdio: channel ? ['ignore', 'ignore', 'inherit', 'ipc'] : ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
}

async function ended(child: ChildProcess, { file, args }: Command): Promise<void> {
  const [code, signal] = await once(child, 'exit');
  if (code === 0 || signal === 'SIGKILL') return;
  throw new Error(`${file} ${args.join(' ')} ended with ${signal ?? `exit code ${code}`}`);
}

function neverReady(): never {
  throw new Error('a server ended before it listened');
}

async function untilListening(at: number): Promise<void> {
  const until = performance.now() + startPatienceMs;
  while (!(await accepts(at))) {
    if (performance.now() > until) throw new Error(`nothing listens on port ${at}`);
    await sleep(10);
  }
}

function accepts(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function report(child: ChildProcess): Promise<LoopReport> {
  const answer = once(child, 'message');
  child.send('report');
  const [message]: LoopReport[] = await answer;
  if (message === undefined) throw new Error('the server has nothing to report');
  return message;
}
