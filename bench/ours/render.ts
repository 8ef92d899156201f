// usage: render.ts SERIES changed|equal|same MILLISECONDS identity|gzip
import { textFormat } from '../../src/exposition/format.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { measureScrapes } from '../measure.ts';
import { createFamilies, toMode } from './families.ts';

const [count, word, budget, coding] = process.argv.slice(2);
const families = createFamilies(Number(count));
const mode = toMode(word);
const encoding = coding === 'gzip' ? 'gzip' : 'identity';
const renderer = createRenderer();
let collected: readonly MetricFamily[] = [];
const result = await measureScrapes(Number(budget), {
  prepare() {
    collected = families[mode]();
  },
  scrape() {
    const page = renderer.render(collected, textFormat, encoding);
    renderer.release(page);
    return page.length;
  },
});
process.stdout.write(`${JSON.stringify(result)}\n`);
