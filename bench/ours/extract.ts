// usage: extract.ts singles|elements ELEMENTS METRICS MILLISECONDS
import { parseConfig } from '../../src/config/parse.ts';
import { decodeJson } from '../../src/decode/json.ts';
import { compileExtraction } from '../../src/extract/extract.ts';
import { createDocument, elementsConfig, singleMetrics, singlesConfig } from '../documents.ts';
import { measureScrapes } from '../measure.ts';

const [shape, elements, count, budget] = process.argv.slice(2);
const url = 'http://127.0.0.1/';
const config =
  shape === 'singles'
    ? singlesConfig(url, singleMetrics(Number(count), Number(elements)))
    : elementsConfig(url);
const environment = { env: {}, readFile: () => '' };
const [collector] = parseConfig(JSON.stringify(config), 'bench.yaml', environment).collectors;
if (collector === undefined) throw new Error('the configuration has no collector');
const rules = compileExtraction(collector.definitions, collector.limits);
const bytes = createDocument(Number(elements));
const document = decodeJson(bytes);
const text = bytes.toString();

const measure = (scrape: () => number) =>
  measureScrapes(Number(budget) / 3, { prepare: () => {}, scrape });

const parse = await measure(() => Number(JSON.parse(text) !== undefined));
const decode = await measure(() => Number(decodeJson(bytes) !== undefined));
const extract = await measure(() => {
  const extraction = rules.start();
  extraction.add(document, { now: 0 });
  return extraction.finish().families.length;
});
process.stdout.write(
  `${JSON.stringify({ parse: parse.median, decode: decode.median, extract: extract.median })}\n`,
);
