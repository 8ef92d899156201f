import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCollectors } from '../../src/config/collectors.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { createExporter } from '../../src/engine/exporter.ts';
import { explanationText } from '../../src/explanation/explanation.ts';
import { memoryLogger } from '../engine/sources.ts';
import { createContext } from '../tasks/collected.ts';
import { serveFolder } from '../tasks/folder-server.ts';

const folder = join(import.meta.dirname, 'explained');

it('leads from a wrong field name to the line that must change', async () => {
  const SERVER = await serveFolder(folder);
  const loaded = parseConfig(
    readFileSync(join(folder, 'misspelled.yaml'), 'utf8'),
    'polyprom.yaml',
    { env: { SERVER }, readFile: () => '' },
  );
  const exporter = createExporter({
    collectors: await createCollectors(loaded.collectors, createContext()),
    concurrency: 1,
    logger: memoryLogger(),
  });
  const explanations = await Promise.all(
    exporter.collectors.map((each) => exporter.explain(each, 5_000)),
  );
  const text = explanations.map((each) => explanationText(each, loaded.locate)).join('\n');

  await expect(
    text.replaceAll(SERVER, 'http://shop.example').replaceAll(/\d\.\d{3} s/g, '0.001 s'),
  ).toMatchFileSnapshot(join(folder, 'misspelled.txt'));
});
