import type { Context, Suite } from '../context.ts';
import { applyLoad, type Load } from '../load.ts';
import type { Measured } from '../measure.ts';
import { measurePinned, nextPort, peakMemory, startPinned, type Command } from '../process.ts';
import { resultsOf, takeTurns, type Row } from '../row.ts';
import { ownProgram } from '../subjects.ts';

/** What more of something costs: where it is more than so much more, it shows here. */
export const growth: Suite = {
  name: 'growth',
  async *run(context) {
    yield await rendering(context);
    yield* scraping(context);
    yield await collecting(context);
  },
};

interface Served extends Load {
  /** MB. */
  readonly peak: number;
  /** Milliseconds. */
  readonly stall: number;
}

const shared = { suite: 'growth', better: 'lower', isGrowth: true, goals: [] } as const;

async function rendering({ isQuick, rounds, budget }: Context): Promise<Row> {
  const subjects = seriesSizes(isQuick).map((series) => ({
    who: words(series, 'series'),
    measure: async () => {
      const command = ownProgram('render', series, 'changed', budget, 'identity');
      const { median } = await measurePinned<Measured>(command);
      return (median * 1e6) / series;
    },
  }));
  return {
    ...shared,
    what: 'render of changed values, per series',
    unit: 'CPU ns',
    results: resultsOf(await takeTurns(subjects, rounds), (one) => one),
  };
}

async function* scraping({ isQuick, rounds, budget }: Context): AsyncGenerator<Row, void, void> {
  const port = nextPort();
  const subjects = seriesSizes(isQuick).map((series) => ({
    who: words(series, 'series'),
    measure: async () => ({
      series,
      ...(await serveOnce(ownProgram('server', series, 'changed', 'runtime', port), port, budget)),
    }),
  }));
  const measured = await takeTurns(subjects, rounds);
  const row = (
    what: string,
    unit: string,
    figure: (one: Served & { series: number }) => number,
  ) => ({
    ...shared,
    what: `GET /metrics of changed values: ${what}`,
    unit,
    results: resultsOf(measured, figure),
  });
  yield row('per series', 'CPU ns', ({ cpu, series }) => (cpu * 1e6) / series);
  yield row('peak memory', 'MB RSS', ({ peak }) => peak);
  yield row('longest stall of the event loop', 'ms', ({ stall }) => stall);
}

async function collecting({ isQuick, rounds, budget }: Context): Promise<Row> {
  const port = nextPort();
  const subjects = (isQuick ? [1, 100] : [1, 10, 100, 1000]).map((collectors) => ({
    who: words(collectors, collectors === 1 ? 'collector' : 'collectors'),
    measure: () => serveOnce(ownProgram('many', collectors, port), port, budget),
  }));
  return {
    ...shared,
    what: 'GET /metrics of collectors with 10 series each',
    unit: 'CPU ms',
    results: resultsOf(await takeTurns(subjects, rounds), ({ cpu }) => cpu),
  };
}

function seriesSizes(isQuick: boolean): readonly number[] {
  return isQuick ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000];
}

function words(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}`;
}

async function serveOnce(command: Command, port: number, budget: number): Promise<Served> {
  const server = await startPinned(command, port);
  try {
    const request = { port, path: '/metrics', coding: 'identity' } as const;
    await applyLoad(request, server.pid, budget / 3);
    await server.report();
    const load = await applyLoad(request, server.pid, budget);
    const { stall } = await server.report();
    return { ...load, stall, peak: peakMemory(server.pid) };
  } finally {
    await server.stop();
  }
}
