import { createCollectors } from '../config/collectors.ts';
import type { LoadedConfig } from '../config/loaded.ts';
import { createExporter, type Exporter } from '../engine/exporter.ts';
import type { Logger } from '../engine/log.ts';
import { textFormat } from '../exposition/format.ts';
import { createRenderer } from '../exposition/renderer.ts';
import { explanationText } from '../explanation/explanation.ts';
import { escapeControls } from '../message/control-characters.ts';
import { withoutClashes } from '../metric/clash.ts';
import type { SourceContext } from '../sources/context.ts';
import { UsageError } from '../usage-error.ts';

/** A parsed configuration, and the context of its collectors. */
interface Collecting {
  readonly loaded: LoadedConfig;
  readonly context: SourceContext;
  readonly logger: Logger;
}

export interface CollectReport {
  /** For stdout. */
  readonly output: Uint8Array | string;
  /** The names of the collectors that failed. */
  readonly failed: readonly string[];
}

/**
 * One collection of one collector, or of all, under the deadline of `scrape.timeout`. The output is
 * their families in the text format, without the exporter's own.
 *
 * @throws UsageError for a name that is not configured
 */
export async function collectOnce(
  prepared: Collecting,
  name: string | undefined,
): Promise<CollectReport> {
  const { loaded } = prepared;
  const { collectors } = await exporterOf(prepared, name);
  const outcomes = await Promise.all(
    collectors.map((collector) => collector.collect(loaded.config.scrape.timeout)),
  );
  const families = outcomes.flatMap((outcome) => (outcome.ok ? outcome.result.families : []));
  return {
    output: createRenderer().render(withoutClashes(families), textFormat),
    failed: collectors.flatMap(({ name: each }, index) => (outcomes[index]?.ok ? [] : [each])),
  };
}

/** The same, but the output explains each step of each collection; nothing is logged. */
export async function explainOnce(
  prepared: Collecting,
  name: string | undefined,
): Promise<CollectReport> {
  const { loaded } = prepared;
  const exporter = await exporterOf(prepared, name);
  const explanations = await Promise.all(
    exporter.collectors.map((collector) =>
      exporter.explain(collector, loaded.config.scrape.timeout),
    ),
  );
  const texts = explanations.map((each) => explanationText(each, loaded.locate));
  return {
    output: escapeControls(loaded.scrub(texts.join('\n'))),
    failed: explanations.flatMap(({ collector, result }) =>
      result instanceof Error ? [collector] : [],
    ),
  };
}

async function exporterOf(
  { loaded: { collectors, config }, context, logger }: Collecting,
  name: string | undefined,
): Promise<Exporter> {
  const chosen = collectors.filter((collector) => name === undefined || collector.name === name);
  if (chosen.length === 0) {
    throw new UsageError(
      noCollector(
        name,
        collectors.map((collector) => collector.name),
      ),
    );
  }
  return createExporter({
    collectors: await createCollectors(chosen, context),
    concurrency: config.scrape.concurrency,
    maxRetryAfter: config.scrape.maxRetryAfter,
    logger,
    clock: context.clock,
  });
}

function noCollector(name: string | undefined, names: readonly string[]): string {
  if (name === undefined || names.length === 0) return 'the configuration has no collectors';
  return `there is no collector ${name}; there are: ${names.join(', ')}`;
}
