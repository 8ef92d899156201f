import { createDecode, type DecodeOptions } from '../decode/decode.ts';
import type { Source } from '../engine/source.ts';
import type { ExtractionLimits, MetricDefinition } from '../extract/definition.ts';
import { compileExtraction } from '../extract/extract.ts';
import type { SourceContext } from './context.ts';
import { createDemoSource } from './demo/demo.ts';
import { createCollectDocuments } from '../documents/collect-documents.ts';
import { createDocumentSource } from '../documents/document-source.ts';
import { createFileSource } from './file/file.ts';
import { textfilePrefix } from './file/file-families.ts';
import { createHttpReader } from './http/http.ts';
import { askForPage } from './http/page-accept.ts';
import { createLargeDocuments } from '../offload/offload.ts';
import type { ReaderProcess } from '../offload/process.ts';
import type { CollectionRules } from '../offload/rules.ts';
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

/** Every kind of source, and how it is made. A kind that is missing here does not compile. */
const factories: { readonly [K in SourceKind]: Factory<K> } = {
  demo: createDemoSource,
  http(options, rules, context) {
    const refusesPages = rules.definitions.length > 0;
    const { decode, large, collectDocuments } = documentsOf(
      { ...rules, refusesPages, ownPrefixes: [], textfile: false },
      context.readerProcess,
    );
    const request = askForPage(options, rules.decode);
    const read = createHttpReader(request, rules.limits.bodySize, context, decode, large);
    return createDocumentSource(read, collectDocuments, context.clock);
  },
  file(options, rules, { clock, readerProcess }) {
    const { name, limits } = rules;
    const { textfile } = options;
    const { collectDocuments } = documentsOf(
      { ...rules, refusesPages: false, ownPrefixes: textfile ? [textfilePrefix] : [], textfile },
      readerProcess,
    );
    return createFileSource(options, { name, bodySize: limits.bodySize, collectDocuments }, clock);
  },
};

function documentsOf(rules: CollectionRules, readerProcess: ReaderProcess) {
  const { definitions, limits, refusesPages, ownPrefixes, textfile } = rules;
  const decode = createDecode(rules.decode);
  const extraction = compileExtraction(definitions, limits);
  const large = createLargeDocuments(readerProcess, rules);
  const collectDocuments = createCollectDocuments(
    { decode, extraction, limits, refusesPages, ownPrefixes, textfile },
    large,
  );
  return { decode, large, collectDocuments };
}

export function createSource<K extends SourceKind>(
  { kind, options }: { readonly kind: K; readonly options: OptionsOf<K> },
  rules: CollectorRules,
  context: SourceContext,
): Source {
  return factories[kind](options, rules, context);
}
