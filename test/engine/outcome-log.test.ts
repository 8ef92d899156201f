import { expect, it } from 'vitest';
import { createExporter } from '../../src/engine/exporter.ts';
import { onScrape } from '../../src/engine/schedule.ts';
import { everything } from '../../src/engine/selection.ts';
import type { Skip } from '../../src/extract/extraction.ts';
import { memoryLogger, oneSample } from './sources.ts';

it('logs one line for a reason of skips, however many metrics it concerns', async () => {
  const skips: Skip[] = Array.from({ length: 12_000 }, (_, i) => ({
    metric: `metric_${i}`,
    reason: 'null',
    count: 2,
    path: `items[${i}]`,
    found: 'null',
  }));
  const logger = memoryLogger();
  const source = { collect: async () => ({ ...oneSample('a_value'), skips }) };
  const exporter = createExporter({
    collectors: [{ name: 'a', source, schedule: onScrape, metrics: undefined }],
    concurrency: 1,
    logger,
  });
  await exporter.scrape(everything, 1000);
  await exporter.scrape(everything, 1000);

  expect(logger.lines).toEqual([
    {
      level: 'warn',
      message: 'samples skipped',
      fields: {
        collector: 'a',
        metric: 'metric_0',
        reason: 'null',
        count: 24_000,
        metrics: 12_000,
        path: 'items[0]',
        found: 'null',
      },
    },
  ]);
});
