import { createDocumentSource } from '../../documents/document-source.ts';
import type { Source } from '../../engine/source.ts';
import type { SourceContext } from '../context.ts';
import { createDocumentRules } from '../document-rules.ts';
import type { CollectorRules } from '../kind.ts';
import { createHttpReader } from './http.ts';
import { askForPage } from './page-accept.ts';
import type { HttpOptions } from './schema.ts';

/** A source of the documents that an HTTP server returns. */
export function createHttpSource(
  options: HttpOptions,
  rules: CollectorRules,
  context: SourceContext,
): Source {
  const refusesPages = rules.definitions.length > 0;
  const collectDocuments = createDocumentRules(
    { ...rules, refusesPages, ownPrefixes: [], textfile: false },
    context,
  );
  const request = askForPage(options, rules.decode);
  const { limits, decode } = rules;
  const { read, mayRetry } = createHttpReader(request, limits.bodySize, context, decode);
  return createDocumentSource(read, collectDocuments, context.clock, mayRetry);
}
