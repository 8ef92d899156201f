import { createExporter, type Exporter } from '../../src/engine/exporter.ts';
import { onScrape } from '../../src/engine/schedule.ts';
import type { Source } from '../../src/engine/source.ts';
import type { MetricFamily } from '../../src/metric/family.ts';

/** The engine with these sources, each collected by every scrape. */
export function exporterOf(sources: Readonly<Record<string, Source>>): Exporter {
  return createExporter({
    collectors: Object.entries(sources).map(([name, source]) => ({
      name,
      source,
      schedule: onScrape,
      metrics: undefined,
    })),
    concurrency: 256,
    logger: silent,
  });
}

/** A source that has these families at hand. */
export function sourceOf(collect: () => readonly MetricFamily[]): Source {
  return {
    async collect() {
      const families = collect();
      const samples = new Map(families.map(({ name, values }) => [name, values.length]));
      return { families, skips: [], samples };
    },
  };
}

export const silent = { info() {}, warn() {}, error() {} };
