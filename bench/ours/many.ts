// usage: many.ts COLLECTORS PORT
import { exporterOf, sourceOf } from './collectors.ts';
import { serve } from './serve.ts';

const [count, port] = process.argv.slice(2);
const rows = 10;
const sources = Array.from({ length: Number(count) }, (_, number) => {
  const family = {
    name: `bench_collector_${number}`,
    help: 'What this collector has.',
    type: 'gauge',
    labelNames: ['row'],
    labelValues: Array.from({ length: rows }, (_row, row) => `row ${row}`),
  } as const;
  const source = sourceOf(() => [
    { ...family, values: Float64Array.from({ length: rows }, () => Math.random()) },
  ]);
  return [`collector-${number}`, source] as const;
});
await serve(exporterOf(Object.fromEntries(sources)), Number(port), true);
