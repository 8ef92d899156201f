import { expect, it } from 'vitest';
import { createCollectors } from '../../src/config/collectors.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { explain } from '../../src/engine/explain.ts';
import { createExporter } from '../../src/engine/exporter.ts';
import { explanationText } from '../../src/explanation/explanation.ts';
import { memoryLogger } from '../engine/sources.ts';
import { serveRequests } from '../serve-requests.ts';
import { createContext } from '../tasks/collected.ts';
import { blocksOfPages } from './configurations.ts';

const blocks = (await blocksOfPages()).filter(({ name }) => /missing-metrics/.test(name));
const textOf = (info: string) => blocks.find((block) => block.info === info)?.text ?? '';

/** The configuration on the page, collected from a server that has the document on the page. */
async function explained(): Promise<string> {
  const origin = await serveRequests((_request, response) => {
    response.setHeader('content-type', 'application/json').end(textOf('json'));
  });
  const config = textOf('yaml').replace('https://shop.example', origin);
  const loaded = parseConfig(config, 'polyprom.yaml', { env: {}, readFile: () => '' });
  const { collectors } = createExporter({
    collectors: createCollectors(loaded.collectors, createContext()),
    concurrency: 1,
    logger: memoryLogger(),
  });
  const explanations = await Promise.all(collectors.map((each) => explain(each, 5_000)));
  const text = explanations.map((each) => explanationText(each, loaded.locate)).join('\n');
  return text.replaceAll(origin, 'https://shop.example');
}

/** Times differ, and a page need not have lines that are empty but for their indent. */
function plain(text: string): string {
  return text
    .replaceAll(/\d+\.\d{3} s/g, '0.001 s')
    .replaceAll(/^ +$/gm, '')
    .trim();
}

it('the page shows the explanation that its configuration has', async () => {
  const [command = '', ...shown] = textOf('console').split('\n');

  expect(command).toBe('$ polyprom collect shop --explain --config polyprom.yaml');
  expect(plain(shown.join('\n'))).toBe(plain(await explained()));
});
