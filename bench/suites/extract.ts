import { writeFileSync } from 'node:fs';
import { jsonExporter, own, type Context, type Suite } from '../context.ts';
import {
  createDocument,
  elementsConfig,
  serveDocuments,
  singleMetrics,
  singlesConfig,
} from '../documents.ts';
import { buildExporter, exporter } from '../exporter.ts';
import { applyLoad } from '../load.ts';
import { cache } from '../peers.ts';
import { measurePinned, nextPort, peakMemory, startPinned, type Command } from '../process.ts';
import { resultsOf, takeTurns, type Row } from '../row.ts';
import { ownProgram } from '../subjects.ts';

/** As many as make the document 967 KB. */
const elements = 10_000;
const singles = 50;

/** From a document to series: by the whole exporter, and the extraction alone. */
export const extract: Suite = {
  name: 'extract',
  async *run(context) {
    buildExporter();
    const documentPort = nextPort();
    const document = createDocument(elements);
    const url = `http://127.0.0.1:${documentPort}/`;
    const server = await serveDocuments([document], documentPort);
    const size = `${Math.round(document.length / 1024)} KB of JSON`;
    try {
      yield* rowsOf(context, {
        what: `${size}, ${singles} metrics, by HTTP to /metrics`,
        config: singlesConfig(url, singleMetrics(singles, elements)),
        module: 'singles',
        url,
        times: 20,
      });
      yield* rowsOf(context, {
        what: `${size}, 10,000 elements, 30,000 series, by HTTP to /metrics`,
        config: elementsConfig(url),
        module: 'elements',
        url,
        times: 10,
      });
    } finally {
      server.close();
    }
    yield* inProcess(context);
  },
};

interface Task {
  readonly what: string;
  readonly config: object;
  /** Of json_exporter's configuration. */
  readonly module: string;
  readonly url: string;
  readonly times: number;
}

async function* rowsOf(
  { peers, rounds, budget }: Context,
  { what, config, module, url, times }: Task,
): AsyncGenerator<Row, void, void> {
  const port = nextPort();
  const ours = exporter(config, module, port);
  const probe = `/probe?module=${module}&target=${encodeURIComponent(url)}`;
  const subjects = [
    { who: own, measure: () => serveOnce(ours, port, '/metrics', budget) },
    ...(peers === undefined
      ? []
      : [
          {
            who: jsonExporter,
            measure: () => serveOnce(peerServer(peers.jsonExporter, port), port, probe, budget),
          },
        ]),
  ];
  const measured = await takeTurns(subjects, rounds);
  const shared = { suite: 'extract', better: 'lower' } as const;
  yield {
    ...shared,
    what,
    unit: 'ms',
    results: resultsOf(measured, ({ median }) => median),
    goals: [{ against: jsonExporter, times }],
  };
  yield {
    ...shared,
    what: `${what}: the server's time`,
    unit: 'CPU ms',
    results: resultsOf(measured, ({ cpu }) => cpu),
    goals: [],
  };
  yield {
    ...shared,
    what: `${what}: peak memory`,
    unit: 'MB RSS',
    results: resultsOf(measured, ({ peak }) => peak),
    goals: [],
  };
}

async function serveOnce(command: Command, port: number, path: string, budget: number) {
  const server = await startPinned(command, port);
  try {
    const load = await applyLoad({ port, path, coding: 'identity' }, server.pid, budget);
    return { ...load, peak: peakMemory(server.pid) };
  } finally {
    await server.stop();
  }
}

/** One value for each single metric; for the elements an object metric, which is how it is made for lists. */
function peerServer(file: string, port: number): Command {
  const modules = {
    singles: {
      metrics: singleMetrics(singles, elements).map(({ name, path }) =>
        peerMetric(name, `{ .${path} }`),
      ),
    },
    elements: {
      metrics: [
        {
          ...peerMetric('item', '{ .items[*] }'),
          type: 'object',
          labels: { id: '{ .id }', zone: '{ .zone }' },
          values: { cpu: '{ .cpu }', memory: '{ .memory }', disk: '{ .disk }' },
        },
      ],
    },
  };
  const config = `${cache}/json_exporter.json`;
  writeFileSync(config, JSON.stringify({ modules }));
  const flags = [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`];
  return { file, args: [...flags, '--log.level=warn'] };
}

function peerMetric(name: string, path: string): object {
  return { name, path, help: 'A single value.' };
}

interface Parts {
  readonly parse: number;
  readonly decode: number;
  readonly extract: number;
}

async function* inProcess({ rounds, budget }: Context): AsyncGenerator<Row, void, void> {
  const shared = { suite: 'extract', better: 'lower' } as const;
  const measure = async (...args: readonly (string | number)[]) =>
    takeTurns(
      [{ who: own, measure: () => measurePinned<Parts>(ownProgram('extract', ...args)) }],
      rounds,
    );
  for (const count of [50, 1000]) {
    const measured = await measure('singles', elements, count, budget);
    yield {
      ...shared,
      what: `extraction of ${count} metrics from a parsed document, per path`,
      unit: 'CPU us',
      results: resultsOf(measured, (parts) => (parts.extract * 1000) / count),
      goals: [{ limit: 0.3 }],
    };
  }
  const measured = await measure('elements', elements, 3, budget);
  yield {
    ...shared,
    what: 'extraction of 30,000 series from 10,000 elements, per series',
    unit: 'CPU us',
    results: resultsOf(measured, (parts) => (parts.extract * 1000) / (elements * 3)),
    goals: [],
  };
  yield {
    ...shared,
    what: 'reading of that document: syntax, duplicate keys, exact integers',
    unit: 'CPU ms',
    results: [
      ...resultsOf(measured, (parts) => parts.decode),
      ...resultsOf(measured, (parts) => parts.parse).map((result) => ({
        ...result,
        who: 'JSON.parse of its text',
      })),
    ],
    goals: [],
  };
}
