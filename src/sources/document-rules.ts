import { createDecode, type Decode } from '../decode/decode.ts';
import { createCollectDocuments, type CollectDocuments } from '../documents/collect-documents.ts';
import { compileExtraction } from '../extract/extract.ts';
import { createLargeDocuments, type LargeDocuments } from '../offload/offload.ts';
import type { ReaderProcess } from '../offload/process.ts';
import type { CollectionRules } from '../offload/rules.ts';

/** What a source of documents does with them: here while they are small, in another process when they are large. */
export interface DocumentHandling {
  readonly decode: Decode;
  readonly large: LargeDocuments;
  readonly collectDocuments: CollectDocuments;
}

/** Compiles the rules of a collector of documents. */
export function createDocumentRules(
  rules: CollectionRules,
  readerProcess: ReaderProcess,
): DocumentHandling {
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
