import type { CollectorOptions } from '../engine/collector.ts';
import { onScrape } from '../engine/schedule.ts';
import type { SourceContext } from '../sources/context.ts';
import { createSource } from '../sources/kinds.ts';
import { ownFamilies } from '../sources/schemas.ts';
import type { LoadedCollector } from './loaded.ts';

/** The collectors of a configuration, ready for the engine. */
export function createCollectors(
  collectors: readonly LoadedCollector[],
  context: SourceContext,
): readonly CollectorOptions[] {
  return collectors.map((collector) => ({
    name: collector.name,
    source: createSource(collector.source, collector, context),
    schedule: onScrape,
    timeout: collector.timeout,
    metrics: metricsOf(collector),
  }));
}

function metricsOf({ source, definitions }: LoadedCollector): readonly string[] {
  const own = ownFamilies[source.kind];
  return own.made === 'own' ? Object.keys(own.families) : definitions.map(({ name }) => name);
}
