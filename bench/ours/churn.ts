// usage: churn.ts SCRAPES (with --expose-gc)
import { setImmediate as nextTurn } from 'node:timers/promises';
import { everything } from '../../src/engine/selection.ts';
import { textFormat, type Format } from '../../src/exposition/format.ts';
import { negotiate } from '../../src/exposition/negotiate.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import { prometheusAccept } from '../driver.ts';
import { exporterOf, sourceOf } from './collectors.ts';

/** Series of a scrape, each with a label value that no scrape had before. */
const rows = 10;
const formats: readonly Format[] = [negotiate(prometheusAccept), textFormat];

const scrapes = Number(process.argv[2]);
let made = 0;
const source = sourceOf(() => [
  {
    name: 'bench_churn',
    help: 'Series that come and go.',
    type: 'gauge',
    labelNames: ['id'],
    labelValues: Array.from({ length: rows }, () => `series-${(made += 1)}`),
    values: Float64Array.from({ length: rows }, () => Math.random()),
  },
]);
const exporter = exporterOf({ churn: source });
const renderer = createRenderer();
let early = 0;
let cached = 0;
for (let scrape = 1; scrape <= scrapes; scrape += 1) {
  const families = await exporter.scrape(everything, 10_000);
  const format = formats[scrape % formats.length] ?? textFormat;
  renderer.render(families, format, scrape % 4 === 0 ? 'gzip' : 'identity');
  cached = Math.max(cached, renderer.cachedBytes);
  // The event loop has its turn, as it has between two scrapes: weak references are let go only then.
  if (scrape % 100 === 0) await nextTurn();
  if (scrape === Math.ceil(scrapes / 10)) early = await heapUsed();
}
const late = await heapUsed();
const megabyte = 2 ** 20;
process.stdout.write(
  `${JSON.stringify({ growth: (late - early) / megabyte, heap: late / megabyte, cached: cached / megabyte })}\n`,
);

async function heapUsed(): Promise<number> {
  // Twice, with a turn between: what native objects held is given back when their finalizers have run.
  for (let time = 0; time < 2; time += 1) {
    globalThis.gc?.();
    await nextTurn();
  }
  const { heapUsed: heap, external } = process.memoryUsage();
  return heap + external;
}
