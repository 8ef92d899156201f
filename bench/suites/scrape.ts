import { golang, promClient, python, type Context, type Suite } from '../context.ts';
import type { Request } from '../driver.ts';
import { applyLoad, type Load } from '../load.ts';
import { nextPort, startPinned } from '../process.ts';
import { resultsOf, takeTurns, type Goal, type Row } from '../row.ts';
import { compareSeries } from '../same-series.ts';
import { servers, type NamedCommand } from '../subjects.ts';

const series = 10_000;

/** `GET /metrics` through whole servers, one request after the other on one connection. */
export const scrape: Suite = {
  name: 'scrape',
  async *run(context) {
    await compareSeries(context);
    yield* rowsOf(context, 'changed', 'identity', 'values changed', [
      { against: promClient, times: 5 },
      { against: golang, times: 5 },
    ]);
    yield* rowsOf(context, 'changed', 'gzip', 'values changed, gzip', []);
    yield* rowsOf(context, 'same', 'identity', 'nothing changed', [
      { against: promClient, times: 10 },
      { against: golang, times: 10 },
      { against: python, times: 40 },
    ]);
    yield* rowsOf(context, 'same', 'gzip', 'nothing changed, gzip', [
      { against: promClient, times: 30 },
      { against: golang, times: 30 },
    ]);
  },
};

async function* rowsOf(
  { peers, rounds, budget }: Context,
  mode: 'changed' | 'same',
  coding: Request['coding'],
  words: string,
  goals: readonly Goal[],
): AsyncGenerator<Row, void, void> {
  const port = nextPort();
  const subjects = servers(peers, series, mode, port).map(({ who, command }) => ({
    who,
    measure: () => serveOnce({ who, command }, { port, path: '/metrics', coding }, budget),
  }));
  const measured = await takeTurns(subjects, rounds);
  const what = `GET /metrics, ${series.toLocaleString('en')} series, ${words}`;
  yield {
    suite: 'scrape',
    what,
    unit: 'requests/s',
    better: 'higher',
    results: resultsOf(measured, ({ requestsPerSecond }) => requestsPerSecond),
    goals,
  };
  yield {
    suite: 'scrape',
    what: `${what}: the server's time`,
    unit: 'CPU ms',
    better: 'lower',
    results: resultsOf(measured, ({ cpu }) => cpu),
    goals: [],
  };
}

async function serveOnce(
  { command }: NamedCommand,
  request: Request,
  budget: number,
): Promise<Load> {
  const server = await startPinned(command, request.port);
  try {
    return await applyLoad(request, server.pid, budget);
  } finally {
    await server.stop();
  }
}
