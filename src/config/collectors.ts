import type { CollectorOptions } from '../engine/collector.ts';
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
    schedule: collector.schedule,
    timeout: collector.timeout,
    expectedSamples: collector.expectedSamples,
    metrics: metricsOf(collector),
  }));
}

/** Undefined where only a document tells: it may be a page of metrics that are passed through. */
function metricsOf({
  source,
  decode,
  definitions,
}: LoadedCollector): readonly string[] | undefined {
  const own = ownFamilies[source.kind];
  if (own.made === 'own') return Object.keys(own.families);
  if (own.made === 'mixed') return undefined;
  const passesOn = typeof decode === 'object' && decode.prometheus !== undefined;
  return passesOn || definitions.length === 0 ? undefined : definitions.map(({ name }) => name);
}
