// usage: server.ts SERIES changed|equal|same PORT
import { readBuildInfo } from '../../src/build-info.ts';
import { createExporter } from '../../src/engine/exporter.ts';
import { createRuntimeMetrics } from '../../src/engine/registry.ts';
import { onScrape } from '../../src/engine/schedule.ts';
import type { Source } from '../../src/engine/source.ts';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/listen.ts';
import { reportLoop } from '../loop.ts';
import { createFamilies, toMode } from './families.ts';

const [count, word, port] = process.argv.slice(2);
const families = createFamilies(Number(count));
const mode = toMode(word);
const source: Source = {
  async collect() {
    const collected = families[mode]();
    const samples = new Map(collected.map(({ name, values }) => [name, values.length]));
    return { families: collected, skips: [], samples };
  },
};
const silent = { info() {}, warn() {}, error() {} };
const app = createApp({
  exporter: createExporter({
    collectors: [{ name: 'bench', source, schedule: onScrape, metrics: undefined }],
    concurrency: 10,
    logger: silent,
  }),
  build: readBuildInfo(process.env),
  runtimeMetrics: createRuntimeMetrics(),
  isReady: () => true,
  times: { timeout: 10_000, timeoutOffset: 500 },
  routePrefix: '/',
  endpoints: { status: true, config: true, debug: false },
  printConfig: () => '',
  locate: () => '',
  scrub: (text) => text,
  logger: silent,
  startedAt: Date.now(),
});
await listen(app, { host: '127.0.0.1', port: Number(port) });
reportLoop();
