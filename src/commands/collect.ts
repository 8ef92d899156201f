import { createCollectors } from '../config/collectors.ts';
import type { LoadedConfig } from '../config/loaded.ts';
import { createExporter } from '../engine/exporter.ts';
import type { Logger } from '../engine/log.ts';
import { TEXT } from '../exposition/format.ts';
import { createRenderer } from '../exposition/renderer.ts';
import type { SourceContext } from '../sources/context.ts';
import { UsageError } from '../usage-error.ts';

export interface CollectReport {
  /** The families in the text format, without the exporter's own. */
  readonly page: Buffer;
  /** A line for each collector that failed. */
  readonly failures: readonly string[];
}

/**
 * One collection of one collector, or of all, under the deadline of `scrape.timeout`.
 *
 * @throws UsageError for a name that is not configured
 */
export async function collect(
  { collectors, config, scrub }: LoadedConfig,
  name: string | undefined,
  context: SourceContext,
  logger: Logger,
): Promise<CollectReport> {
  const chosen = collectors.filter((collector) => name === undefined || collector.name === name);
  if (chosen.length === 0) {
    const names = collectors.map((collector) => collector.name).join(', ');
    throw new UsageError(`there is no collector ${name ?? ''}; there are: ${names}`);
  }
  const exporter = createExporter({
    collectors: createCollectors(chosen, context),
    concurrency: config.scrape.concurrency,
    logger,
    clock: context.clock,
  });
  const outcomes = await Promise.all(
    exporter.collectors.map(async (collector) => ({
      name: collector.name,
      outcome: await collector.collect(config.scrape.timeout),
    })),
  );
  const families = outcomes.flatMap(({ outcome }) => (outcome.ok ? outcome.result.families : []));
  return {
    page: createRenderer().render(families, TEXT),
    failures: outcomes.flatMap((each) =>
      each.outcome.ok ? [] : [scrub(`${each.name}: ${each.outcome.error.message}`)],
    ),
  };
}
