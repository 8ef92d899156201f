import type { CollectorOptions } from '../engine/collector.ts';
import type { SourceContext } from '../sources/context.ts';
import type { LoadedCollector } from './loaded.ts';

/** The collectors of a configuration, ready for the engine. */
export function createCollectors(
  collectors: readonly LoadedCollector[],
  context: SourceContext,
): Promise<readonly CollectorOptions[]> {
  return Promise.all(collectors.map((collector) => createCollectorOptions(collector, context)));
}

/** One of them. */
export async function createCollectorOptions(
  collector: LoadedCollector,
  context: SourceContext,
): Promise<CollectorOptions> {
  return {
    name: collector.name,
    source: await collector.source.create(collector, context),
    schedule: collector.schedule,
    timeout: collector.timeout,
    expectedSamples: collector.expectedSamples,
    metrics: metricsOf(collector),
  };
}

/** Undefined where it depends on the document, which may contain metrics that are passed through. */
function metricsOf({
  source: { families },
  decode,
  definitions,
}: LoadedCollector): readonly string[] | undefined {
  if (families.made === 'own') return Object.keys(families.families);
  if (families.made === 'mixed') return undefined;
  const passesOn = typeof decode === 'object' && decode.prometheus !== undefined;
  return passesOn || definitions.length === 0 ? undefined : definitions.map(({ name }) => name);
}
