import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { own, type Context, type Suite } from '../context.ts';
import { createConnection } from '../driver.ts';
import { bareExporter, buildExporter, sourceExporter, unbundledExporter } from '../exporter.ts';
import { cpuTime, nextPort, residentMemory, subjectCore, type Command } from '../process.ts';
import { resultsOf, takeTurns } from '../row.ts';

interface Start {
  /** Milliseconds from the start of the process until the first scrape was answered. */
  readonly ms: number;
  /** CPU milliseconds of the same. */
  readonly cpu: number;
  /** MB a second later. */
  readonly idle: number;
}

const image = `${own}, as the image starts it`;
const unbundled = `${own}, not bundled`;

/** From nothing to the first page: the demo, as it runs without a configuration. */
export const start: Suite = {
  name: 'start',
  async *run({ rounds, isQuick }: Context) {
    buildExporter();
    const subjects = [
      { who: image, command: bareExporter() },
      { who: unbundled, command: unbundledExporter() },
      { who: `${own}, npm start`, command: sourceExporter() },
      { who: 'an empty server of node:http', command: emptyServer },
    ].map(({ who, command }) => ({ who, measure: () => startOnce(command) }));
    const measured = await takeTurns(subjects, isQuick ? 2 : rounds * 3);
    yield {
      suite: 'start',
      what: 'start to the first scrape answered',
      unit: 'ms',
      better: 'lower',
      results: resultsOf(measured, ({ ms }) => ms),
      goals: [
        { who: image, limit: 120 },
        { who: unbundled, limit: 250 },
      ],
    };
    yield {
      suite: 'start',
      what: 'start to the first scrape answered: processor time',
      unit: 'CPU ms',
      better: 'lower',
      results: resultsOf(measured, ({ cpu }) => cpu),
      goals: [],
    };
    yield {
      suite: 'start',
      what: 'idle memory, one second after it',
      unit: 'MB RSS',
      better: 'lower',
      results: resultsOf(measured, ({ idle }) => idle),
      goals: [],
    };
  },
};

/** Answers anything; what is faster than this, no exporter on Node.js can be. */
const emptyServer: Command = {
  file: process.execPath,
  args: [
    '--eval',
    `require('node:http').createServer((_, response) => response.end('up 1\\n'))
      .listen(process.env.POLYPROM_SERVER_PORT, '127.0.0.1')`,
  ],
};

async function startOnce({ file, args, env }: Command): Promise<Start> {
  const port = nextPort();
  const started = performance.now();
  const child = spawn('taskset', ['-c', String(subjectCore), file, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      POLYPROM_LOG_LEVEL: 'warn',
      POLYPROM_SERVER_HOST: '127.0.0.1',
      POLYPROM_SERVER_PORT: String(port),
      ...env,
    },
  });
  try {
    await firstAnswer(port, started + 30_000);
    const ms = performance.now() - started;
    const pid = child.pid ?? 0;
    const cpu = cpuTime(pid);
    await sleep(1000);
    return { ms, cpu, idle: residentMemory(pid) };
  } finally {
    const exit = once(child, 'exit');
    // Not at once: compiled code is kept by a process that ends itself.
    child.kill('SIGTERM');
    await exit;
  }
}

async function firstAnswer(port: number, until: number): Promise<void> {
  for (;;) {
    const connection = createConnection(port);
    try {
      await connection.get({ path: '/metrics', coding: 'identity' });
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(1);
    } finally {
      connection.close();
    }
  }
}
