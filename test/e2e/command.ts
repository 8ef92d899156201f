import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { repository } from './settings.ts';

/** What a program left behind. */
interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  /** stdout and stderr in the order in which they came. */
  readonly output: string;
}

/** Runs programs in the root of the repository, and writes all they say to a log file. */
export interface Shell {
  /** The program's stdout. Rejects with the end of its output when it does not exit with 0. */
  run(program: string, args: readonly string[], input?: string): Promise<string>;
  /** The output of a program that must fail. Rejects when it succeeds. */
  refused(program: string, args: readonly string[], input?: string): Promise<string>;
}

export interface ShellOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Ends the running program; later ones do not start. */
  readonly signal?: AbortSignal;
}

const linesShown = 40;

export function createShell(options: ShellOptions): Shell {
  return {
    async run(program, args, input) {
      const { code, stdout, output } = await execute(options, program, args, input);
      if (code === 0) return stdout;
      throw new Error(`${describe(program, args)} ended with ${code}:\n${lastLines(output)}`);
    },
    async refused(program, args, input) {
      const { code, output } = await execute(options, program, args, input);
      if (code !== 0) return output;
      throw new Error(`${describe(program, args)} was to fail but did not:\n${lastLines(output)}`);
    },
  };
}

function execute(
  { environment, logFile, signal }: ShellOptions,
  program: string,
  args: readonly string[],
  input = '',
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(program, args, { cwd: repository, env: environment });
    const stop = () => child.kill('SIGTERM');
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stdin.on('error', () => {}); // a program that ends early does not read its input
    child.stdin.end(input);
    signal?.addEventListener('abort', stop, { once: true });
    child.once('error', (cause) => {
      signal?.removeEventListener('abort', stop);
      reject(new Error(`cannot run ${program}: is it installed and on PATH?`, { cause }));
    });
    child.once('close', (code) => {
      signal?.removeEventListener('abort', stop);
      appendFileSync(logFile, `$ ${describe(program, args)}\n${output}(${code})\n\n`);
      if (signal?.aborted) reject(abortReason(signal));
      else resolve({ code, stdout, output });
    });
  });
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('stopped');
}

function describe(program: string, args: readonly string[]): string {
  return [program, ...args].map((word) => (/[\s"'{}]/.test(word) ? `'${word}'` : word)).join(' ');
}

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-linesShown).join('\n');
}
