import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Suite } from '../context.ts';
import { createDocument, serveDocuments, singleMetrics, singlesConfig } from '../documents.ts';
import { createConnection } from '../driver.ts';
import { buildExporter, exporter } from '../exporter.ts';
import { cpuTime, nextPort, peakMemory, residentMemory, startPinned } from '../process.ts';
import { resultsOf, takeTurns, type Row } from '../row.ts';
import { summarize } from '../statistics.ts';

const metrics = 50;
const elementSize = 100;

interface Scraped {
  readonly ms: number;
  readonly cpu: number;
  readonly peak: number;
  /** The longest that anybody else had to wait, in milliseconds. */
  readonly healthy: number;
  readonly size: number;
}

/** The whole exporter on one JSON document of which it takes 50 values, by the size of the document. */
export const documents: Suite = {
  name: 'documents',
  async *run(context) {
    buildExporter();
    yield* rowsOf(context);
  },
};

async function* rowsOf({ isQuick, rounds }: Context): AsyncGenerator<Row, void, void> {
  const sizes = isQuick ? [1e3, 1e6] : [1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
  const subjects = sizes.map((size) => ({
    who: sizeText(size),
    measure: () => scrapeDocument(size),
  }));
  const measured = await takeTurns(subjects, Math.min(rounds, 3));
  const row = (what: string, unit: string, figure: (one: Scraped) => number): Row => ({
    suite: 'documents',
    what: `a document with ${metrics} metrics, collected and scraped: ${what}`,
    unit,
    better: 'lower',
    isGrowth: true,
    results: resultsOf(measured, figure),
    goals: [],
  });
  yield row('time', 'ms', ({ ms }) => ms);
  yield row('processor time', 'CPU ms', ({ cpu }) => cpu);
  yield row('peak memory', 'MB RSS', ({ peak }) => peak);
  yield row('slowest /-/healthy meanwhile', 'ms', ({ healthy }) => healthy);
}

function sizeText(size: number): string {
  return size < 1e6 ? `${size / 1e3} KB` : `${size / 1e6} MB`;
}

async function scrapeDocument(size: number): Promise<Scraped> {
  const elements = Math.ceil(size / elementSize);
  const documentPort = nextPort();
  const document = createDocument(elements);
  const source = await serveDocuments([document], documentPort);
  const url = `http://127.0.0.1:${documentPort}/`;
  const config = singlesConfig(url, singleMetrics(metrics, elements));
  const port = nextPort();
  const server = await startPinned(exporter(config, 'documents', port), port);
  const scraper = createConnection(port);
  const kubelet = createConnection(port);
  const scraping = { isDone: false };
  const waits: number[] = [];
  let most = 0;
  try {
    // The first ones pay for the compiler.
    const warm = size < 1e7 ? 20 : 1;
    for (let scrape = 0; scrape < warm; scrape += 1) await scraper.get(metricsRequest);
    const asking = askHealth();
    const cpuBefore = cpuTime(server.pid);
    const times: number[] = [];
    const scrapes = size < 1e7 ? 50 : 3;
    for (let scrape = 0; scrape < scrapes; scrape += 1) {
      times.push((await scraper.get(metricsRequest)).whole);
    }
    const cpu = (cpuTime(server.pid) - cpuBefore) / scrapes;
    scraping.isDone = true;
    await asking;
    const healthy = summarize(waits).max;
    const peak = Math.max(most, peakMemory(server.pid));
    return { ms: summarize(times).median, cpu, peak, healthy, size };
  } finally {
    scraper.close();
    kubelet.close();
    await server.stop();
    source.close();
  }

  async function askHealth(): Promise<void> {
    while (!scraping.isDone) {
      const { whole } = await kubelet.get({ path: '/-/healthy', coding: 'identity' });
      waits.push(whole);
      // Large documents are read in a process of their own.
      most = Math.max(most, residentMemory(server.pid));
      await sleep(5);
    }
  }
}

const metricsRequest = { path: '/metrics', coding: 'identity' } as const;
