// usage: render.mjs PACKAGE SERIES changed|same MILLISECONDS
import { createGauges } from './gauges.mjs';
import { measureScrapes } from '../../measure.ts';

const [name, count, mode, budget] = process.argv.slice(2);
const { registry, next } = createGauges(await import(name), Number(count));
const result = await measureScrapes(Number(budget), {
  prepare: mode === 'changed' ? next : () => {},
  scrape: async () => Buffer.from(await registry.metrics()).length,
});
process.stdout.write(`${JSON.stringify(result)}\n`);
