import { createConnection, type Request } from './driver.ts';
import { cpuTime } from './process.ts';
import { summarize } from './statistics.ts';

export interface Load {
  readonly requestsPerSecond: number;
  /** Milliseconds, of all requests. */
  readonly median: number;
  readonly max: number;
  readonly firstByte: number;
  /** CPU milliseconds of the server for one request. */
  readonly cpu: number;
  readonly bytes: number;
}

/** Asks one server over one connection, one request after the other, for `budget` milliseconds. */
export async function applyLoad(request: Request, pid: number, budget: number): Promise<Load> {
  const connection = createConnection(request.port);
  try {
    const warmUntil = performance.now() + budget / 3;
    do await connection.get(request);
    while (performance.now() < warmUntil);

    const whole: number[] = [];
    const first: number[] = [];
    let bytes = 0;
    const cpuBefore = cpuTime(pid);
    const started = performance.now();
    do {
      const answer = await connection.get(request);
      whole.push(answer.whole);
      first.push(answer.first);
      bytes = answer.bytes;
    } while (performance.now() - started < budget || whole.length < 3);
    const seconds = (performance.now() - started) / 1000;
    const { median, max } = summarize(whole);
    return {
      requestsPerSecond: whole.length / seconds,
      median,
      max,
      firstByte: summarize(first).median,
      cpu: (cpuTime(pid) - cpuBefore) / whole.length,
      bytes,
    };
  } finally {
    connection.close();
  }
}
