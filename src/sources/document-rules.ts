import { createCollectDocuments } from '../documents/collect-documents.ts';
import { createDocumentDecode } from '../documents/document-decode.ts';
import type { CollectDocuments } from '../documents/open-collection.ts';
import { compileExtraction } from '../extract/extract.ts';
import { createOffload } from '../offload/offload.ts';
import type { CollectionRules } from '../offload/rules.ts';
import type { SourceContext } from './context.ts';
import type { CollectorRules } from './kind.ts';

/** Compiles the rules of a collector that reads documents. */
export function createDocumentRules(
  rules: CollectionRules & Pick<CollectorRules, 'name'>,
  { readers, bytesInFlight }: Pick<SourceContext, 'readers' | 'bytesInFlight'>,
): CollectDocuments {
  const { name, definitions, limits, refusesPages, ownPrefixes, textfile } = rules;
  const decode = createDocumentDecode(rules.decode, refusesPages, limits);
  const extraction = compileExtraction(definitions, limits);
  return createCollectDocuments(
    { decode, extraction, limits, ownPrefixes, textfile },
    bytesInFlight,
    createOffload(readers, rules, name),
  );
}
