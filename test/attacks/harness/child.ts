import { fork } from 'node:child_process';
import { join } from 'node:path';
import { prefer } from './processes.ts';

/** A process of the harness that answers each question with one message. */
export interface Helper {
  readonly tell: (message: object | string) => void;
  readonly next: <T>() => Promise<T>;
  /** What it has seen since the last time. */
  readonly ask: <T>() => Promise<T>;
  readonly stop: () => void;
}

export function startHelper(name: 'prober' | 'neighbours'): Helper {
  const child = fork(join(import.meta.dirname, `${name}.ts`), { execArgv: [], detached: true });
  if (child.pid !== undefined) prefer(child.pid);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  // A message may come before anybody waits for it.
  const messages: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  child.on('message', (message) => {
    const first = waiting.shift();
    if (first === undefined) messages.push(message);
    else first(message);
  });
  return {
    tell,
    next,
    ask<T>() {
      tell('report');
      return next<T>();
    },
    stop() {
      process.off('exit', kill);
      kill();
    },
  };

  function tell(message: object | string): void {
    child.send(message);
  }

  async function next<T>(): Promise<T> {
    const message = messages.shift() ?? (await new Promise((resolve) => waiting.push(resolve)));
    const typed: T = JSON.parse(JSON.stringify(message));
    return typed;
  }
}
