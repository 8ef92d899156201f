import { own, type Context, type Suite } from '../context.ts';
import { createDocument, elementsConfig, serveDocuments } from '../documents.ts';
import type { Request } from '../driver.ts';
import { buildExporter, builtProgram, exporter } from '../exporter.ts';
import { applyLoad } from '../load.ts';
import { nextPort, peakMemory, startPinned, type Command } from '../process.ts';
import { resultsOf, takeTurns, type Row } from '../row.ts';
import { servers } from '../subjects.ts';

/** As many as give 10,000 series by three metrics. */
const elements = 3334;
const series = 10_000;
const states = 4;

const withDocuments = `${own}, with a document for each scrape`;

/**
 * Peak memory while 10,000 series, all of them changing, are scraped as fast as one connection can:
 * of servers that have the values at hand, and of the whole exporter, which reads a document for each
 * scrape.
 */
export const memory: Suite = {
  name: 'memory',
  async *run(context) {
    buildExporter();
    const port = nextPort();
    const server = await serveDocuments(
      Array.from({ length: states }, (_, state) => createDocument(elements, state)),
      port,
    );
    try {
      const config = elementsConfig(`http://127.0.0.1:${port}/`);
      for (const coding of ['identity', 'gzip'] as const)
        yield await rowOf(context, config, coding);
    } finally {
      server.close();
    }
  },
};

async function rowOf(
  { peers, rounds, budget }: Context,
  config: object,
  coding: Request['coding'],
): Promise<Row> {
  const port = nextPort();
  const others = servers(peers, series, 'changed', port).filter(({ who }) => !who.startsWith(own));
  const atHand = await builtProgram('server', [`${series}`, 'changed', 'bare', `${port}`]);
  const subjects = [
    { who: own, command: atHand },
    { who: withDocuments, command: exporter(config, 'memory', port) },
    ...others,
  ].map(({ who, command }) => ({
    who,
    measure: () => peakOf(command, { port, path: '/metrics', coding }, budget * 2),
  }));
  return {
    suite: 'memory',
    what: `peak memory, 10,000 changing series scraped flat out${coding === 'gzip' ? ', gzip' : ''}`,
    unit: 'MB RSS',
    better: 'lower',
    results: resultsOf(await takeTurns(subjects, rounds), (peak) => peak),
    goals: [{ limit: 100 }, { who: withDocuments, limit: 100 }],
  };
}

async function peakOf(command: Command, request: Request, budget: number): Promise<number> {
  const server = await startPinned(command, request.port);
  try {
    await applyLoad(request, server.pid, budget);
    return peakMemory(server.pid);
  } finally {
    await server.stop();
  }
}
