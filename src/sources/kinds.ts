import type { Source } from '../engine/source.ts';
import type { ExtractionLimits, MetricDefinition } from '../extract/definition.ts';
import { compileExtraction } from '../extract/extract.ts';
import type { SourceContext } from './context.ts';
import { createDemoSource } from './demo/demo.ts';
import { createDocumentSource } from './document.ts';
import { createHttpReader } from './http/http.ts';
import type { SourceKind, SourceOptions } from './schemas.ts';

/** What a collector says beside its source: how documents become metrics, and their bounds. */
export interface CollectorRules {
  readonly definitions: readonly MetricDefinition[];
  readonly limits: ExtractionLimits & { readonly bodySize: number };
}

type OptionsOf<K extends SourceKind> = Extract<SourceOptions, { kind: K }>['options'];

type Factory<K extends SourceKind> = (
  options: OptionsOf<K>,
  rules: CollectorRules,
  context: SourceContext,
) => Source;

/** Every kind of source, and how it is made. A kind that is missing here does not compile. */
const factories: { readonly [K in SourceKind]: Factory<K> } = {
  demo: createDemoSource,
  http: (options, { definitions, limits }, context) =>
    createDocumentSource(
      createHttpReader(options, limits.bodySize, context),
      compileExtraction(definitions, limits),
      context.clock,
    ),
};

export function createSource<K extends SourceKind>(
  { kind, options }: { readonly kind: K; readonly options: OptionsOf<K> },
  rules: CollectorRules,
  context: SourceContext,
): Source {
  return factories[kind](options, rules, context);
}
