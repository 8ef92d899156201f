import { setTimeout as sleep } from 'node:timers/promises';
import { own, promClient, promClientNext, type Context, type Suite } from '../context.ts';
import { createConnection, type Connection, type Request } from '../driver.ts';
import { nextPort, startPinned, type Running } from '../process.ts';
import { summarize } from '../statistics.ts';
import { resultsOf, takeTurns, type Goal, type Row } from '../row.ts';
import { servers } from '../subjects.ts';

const series = 100_000;

/** What one scrape does to others. All in milliseconds. */
interface Disturbance {
  readonly stall: number;
  readonly healthy: number;
  readonly firstByte: number;
}

/** What a scrape of very many series does to the event loop, and so to whoever else asks. */
export const loop: Suite = {
  name: 'loop',
  async *run(context) {
    for (const coding of ['identity', 'gzip'] as const) yield* rowsOf(context, coding);
  },
};

async function* rowsOf(
  { peers, rounds, isQuick }: Context,
  coding: Request['coding'],
): AsyncGenerator<Row, void, void> {
  const port = nextPort();
  const scrapes = isQuick ? 3 : 10;
  const subjects = servers(peers, series, 'changed', port)
    .filter(({ who }) => [own, promClient, promClientNext].includes(who))
    .map(({ who, command }) => ({
      who,
      measure: async () => {
        const server = await startPinned(command, port);
        try {
          return await disturb(server, { port, path: '/metrics', coding }, scrapes);
        } finally {
          await server.stop();
        }
      },
    }));
  const measured = await takeTurns(subjects, rounds);
  const row = (
    words: string,
    figure: (one: Disturbance) => number,
    goals: readonly Goal[],
  ): Row => ({
    suite: 'loop',
    what: `scrape of ${series.toLocaleString('en')} changed series${coding === 'gzip' ? ', gzip' : ''}: ${words}`,
    unit: 'ms',
    better: 'lower',
    results: resultsOf(measured, figure),
    goals,
  });
  yield row('longest stall of the event loop', ({ stall }) => stall, [{ limit: 20 }]);
  yield row('slowest /-/healthy meanwhile', ({ healthy }) => healthy, [{ limit: 20 }]);
  yield row('first byte', ({ firstByte }) => firstByte, [{ limit: 10 }]);
}

/** Of each scrape its worst; of all scrapes the median, as the first ones pay for the compiler. */
async function disturb(server: Running, request: Request, scrapes: number): Promise<Disturbance> {
  const scraper = createConnection(request.port);
  const kubelet = createConnection(request.port);
  try {
    const all: Disturbance[] = [];
    for (let scrape = 0; scrape < scrapes; scrape += 1) {
      all.push(await disturbOnce(server, scraper, kubelet, request));
    }
    const median = (figure: (one: Disturbance) => number) => summarize(all.map(figure)).median;
    return {
      stall: median(({ stall }) => stall),
      healthy: median(({ healthy }) => healthy),
      firstByte: median(({ firstByte }) => firstByte),
    };
  } finally {
    scraper.close();
    kubelet.close();
  }
}

async function disturbOnce(
  server: Running,
  scraper: Connection,
  kubelet: Connection,
  request: Request,
): Promise<Disturbance> {
  await server.report();
  const waits: number[] = [];
  const scraping = { isDone: false };
  const asking = (async () => {
    while (!scraping.isDone) {
      const { whole } = await kubelet.get({ path: '/-/healthy', coding: 'identity' });
      waits.push(whole);
      await sleep(1);
    }
  })();
  const { first } = await scraper.get(request);
  scraping.isDone = true;
  await asking;
  const { stall } = await server.report();
  return { stall, healthy: summarize(waits).max, firstByte: first };
}
