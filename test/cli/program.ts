import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program under test: by default as it is in src/. */
const main = fileURLToPath(
  new URL(`../../${process.env['POLYPROM_MAIN'] ?? 'src/main.ts'}`, import.meta.url),
);

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly healthUrl: string | undefined;
  /** What it logged so far. */
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

type Env = Readonly<Record<string, string>>;

/** The words of a command line that runs the program. */
export function commandLine(...args: readonly string[]): readonly string[] {
  return [process.execPath, main, ...args];
}

function spawnProgram(args: readonly string[], env: Env) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = once(child, 'close').then(([code]): Ended => ({
    code: typeof code === 'number' ? code : null,
    stdout,
    stderr,
  }));
  return { child, ended, stderr: () => stderr };
}

/** Runs the program to its end. */
export function run(args: readonly string[], env: Env = {}, input?: string): Promise<Ended> {
  const { child, ended } = spawnProgram(args, env);
  child.stdin.end(input);
  return ended;
}

/**
 * Starts the exporter and waits until it says that it serves.
 *
 * @param port what it is told of its port; by default to take one that is free
 */
export async function start(
  args: readonly string[] = [],
  env: Env = {},
  port: readonly string[] = ['--port', '0'],
): Promise<Running> {
  const { child, ended, stderr } = spawnProgram([...port, ...args], env);
  const { promise: serving, resolve, reject } = Promise.withResolvers<readonly number[]>();
  child.stderr.on('data', () => {
    const [, ports] = /"ports":\[([\d,]+)\]/.exec(stderr()) ?? [];
    if (ports !== undefined) resolve(ports.split(',').map(Number));
  });
  ended.then(({ stderr: text }) => reject(new Error(`ended: ${text}`)), reject);
  const [mainPort, healthPort] = await serving;
  return {
    child,
    url: `http://127.0.0.1:${mainPort}`,
    healthUrl: healthPort === undefined ? undefined : `http://127.0.0.1:${healthPort}`,
    stderr,
    ended,
  };
}

/** A file in a folder of its own. */
export function writeTemporary(name: string, content: string | Uint8Array): string {
  const file = join(mkdtempSync(join(tmpdir(), 'polyprom-')), name);
  writeFileSync(file, content);
  return file;
}
