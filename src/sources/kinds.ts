import { createDecode, type DecodeOptions } from '../decode/decode.ts';
import type { Source } from '../engine/source.ts';
import type { ExtractionLimits, MetricDefinition } from '../extract/definition.ts';
import { compileExtraction } from '../extract/extract.ts';
import type { SourceContext } from './context.ts';
import { createDemoSource } from './demo/demo.ts';
import { createDocumentSource, type DocumentRules } from './document.ts';
import { createFileSource } from './file/file.ts';
import { createHttpReader } from './http/http.ts';
import { packRules } from './large/rules.ts';
import { createExtractionThread } from './large/thread.ts';
import type { SourceKind, SourceOptions } from './schemas.ts';

/** What a collector says beside its source: how documents become metrics, and their bounds. */
export interface CollectorRules {
  /** The name of the collector. */
  readonly name: string;
  /** Undefined: as the document says of itself. */
  readonly decode: DecodeOptions | undefined;
  readonly definitions: readonly MetricDefinition[];
  readonly limits: ExtractionLimits & { readonly bodySize: number };
}

type OptionsOf<K extends SourceKind> = Extract<SourceOptions, { kind: K }>['options'];

type Factory<K extends SourceKind> = (
  options: OptionsOf<K>,
  rules: CollectorRules,
  context: SourceContext,
) => Source;

/** One for all collectors: two large documents at once would take the memory of two. */
const thread = createExtractionThread();

/** Every kind of source, and how it is made. A kind that is missing here does not compile. */
const factories: { readonly [K in SourceKind]: Factory<K> } = {
  demo: createDemoSource,
  http(options, rules, context) {
    const documents = documentRules(rules);
    const read = createHttpReader(options, rules.limits.bodySize, context, documents.decode);
    const hasMetrics = rules.definitions.length > 0;
    const packed = packRules(rules);
    return createDocumentSource(
      read,
      { ...documents, hasMetrics },
      context.clock,
      (raw, now, signal) => thread.run({ rules: packed, documents: raw, now }, signal),
    );
  },
  file: (options, rules, { clock }) =>
    createFileSource(
      options,
      { ...documentRules(rules), name: rules.name, limits: rules.limits },
      clock,
    ),
};

function documentRules({ decode, definitions, limits }: CollectorRules): DocumentRules {
  return {
    decode: createDecode(decode),
    extraction: compileExtraction(definitions, limits),
    limits,
  };
}

export function createSource<K extends SourceKind>(
  { kind, options }: { readonly kind: K; readonly options: OptionsOf<K> },
  rules: CollectorRules,
  context: SourceContext,
): Source {
  return factories[kind](options, rules, context);
}
