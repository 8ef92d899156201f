import { createDocumentSource } from '../../documents/document-source.ts';
import type { Source } from '../../engine/source.ts';
import type { SourceContext } from '../context.ts';
import { createDocumentRules } from '../document-rules.ts';
import type { CollectorRules } from '../kind.ts';
import { createHttpReader } from './http.ts';
import { askForPage } from './page-accept.ts';
import type { TargetGate } from '../../http-client/targets/gate.ts';
import type { HttpProbeOptions } from './schema.ts';

/** A source of the documents that an HTTP server returns. @param gate that of a module */
export function createHttpSource(
  options: HttpProbeOptions,
  rules: CollectorRules,
  context: SourceContext,
  gate?: TargetGate,
): Source {
  const refusesPages = rules.definitions.length > 0;
  const collectDocuments = createDocumentRules(
    { ...rules, refusesPages, ownPrefixes: [], textfile: false },
    context,
  );
  const request = askForPage(options, rules.decode);
  const { limits, decode } = rules;
  const { read, mayRetry } = createHttpReader(request, limits.bodySize, context, { decode, gate });
  return createDocumentSource(read, collectDocuments, context.clock, mayRetry);
}
