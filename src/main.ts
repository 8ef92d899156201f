#!/usr/bin/env node
import { constants } from 'node:os';
import { readBuildInfo } from './build-info.ts';
import { runCli } from './cli.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

// A reader such as `head` closes the pipe early; that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void main();

// Not at the top level: the build is a CommonJS module, which does not support top-level `await`.
async function main(): Promise<void> {
  const stopping = new AbortController();
  await runCli(process.argv.slice(2), {
    build: readBuildInfo(process.env),
    env: process.env,
    isTerminal: process.stdout.isTTY,
    print(text) {
      process.stdout.write(text);
    },
    printError(line) {
      process.stderr.write(`${line}\n`);
    },
    shutdown() {
      for (const name of signals) process.on(name, () => stop(stopping, name));
      return stopping.signal;
    },
    onHangup(listener) {
      process.on('SIGHUP', listener);
    },
    exitWith(code) {
      process.exitCode = code;
    },
  });
  // A collection in progress is no longer needed, but would keep the process alive until its deadline.
  if (stopping.signal.aborted) process.exit();
}

/** A second signal, of either kind, ends the process immediately. */
function stop(stopping: AbortController, name: (typeof signals)[number]): void {
  // Done explicitly, because the kernel ignores signals without a handler for PID 1 of a container.
  if (stopping.signal.aborted) process.exit(128 + constants.signals[name]);
  stopping.abort();
}
