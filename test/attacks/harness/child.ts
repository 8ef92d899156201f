import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { preferred } from './subject.ts';

/** A process of the harness that answers each question with one message. */
export interface Helper {
  readonly tell: (message: object | string) => void;
  readonly next: <T>() => Promise<T>;
  /** What it has seen since the last time. */
  readonly ask: <T>() => Promise<T>;
  readonly stop: () => void;
}

export function startHelper(name: 'prober' | 'neighbours'): Helper {
  const child: ChildProcess = fork(join(import.meta.dirname, `${name}.ts`), { execArgv: [] });
  if (child.pid !== undefined) preferred(child.pid);
  return {
    tell,
    next,
    ask<T>() {
      const answer = next<T>();
      tell('report');
      return answer;
    },
    stop: () => child.kill('SIGKILL'),
  };

  function tell(message: object | string): void {
    child.send(message);
  }

  async function next<T>(): Promise<T> {
    const [message]: [T] = JSON.parse(JSON.stringify(await once(child, 'message')));
    return message;
  }
}
