import type { Budget } from '../budget/budget.ts';
import type { Decode, Decoded } from '../decode/decode.ts';
import { naming } from '../engine/named-error.ts';
import { CollectionError } from '../engine/source.ts';
import type { ExtractionLimits } from '../extract/definition.ts';
import type { CompiledExtraction } from '../extract/extract.ts';
import { ExtractionError, type ExtractionResult, type Skip } from '../extract/extraction.ts';
import type { FileBinding } from '../expression/expression.ts';
import { decodeDocument, type RawDocument } from './document.ts';
import { conflictSkips, mergePages, type MergedPages, type Page } from './merge-pages.ts';
import { nextPage, type PageOf } from './next-page.ts';
import type { CollectionContext } from './open-collection.ts';
import type { DocumentsResult } from './reading.ts';
import { countWithinLimits, type PageCount } from './page-limits.ts';

/** The rules by which the documents of a collector become families. */
export interface DocumentRules {
  readonly decode: Decode;
  readonly extraction: CompiledExtraction;
  readonly limits: ExtractionLimits;
  /** Prefixes of the source's own families, which a page must not use. */
  readonly ownPrefixes: readonly string[];
  /** Pages are read like those of node_exporter's textfile collector. */
  readonly textfile: boolean;
}

/** The result of one collection so far: samples from rules, and pages of metrics unchanged. */
export interface DocumentCollection {
  /**
   * @throws CollectionError `decode` for a document that cannot be read, which is skipped as a whole: others may
   * follow; ExtractionError for an exceeded limit, or documents that do not match the configuration; BudgetSpent,
   * after which the collection is unusable
   */
  add(document: RawDocument): void;
  /** Adds a page. Returns the URL of the next one. @throws as `add`, and as `nextPage` */
  addPage(document: RawDocument, page: PageOf): URL | undefined;
  /** The same document, decoded. @throws CollectionError `decode`; BudgetSpent */
  check(document: RawDocument): RawDocument;
  /** Ends the collection: to be called once. @throws ExtractionError when filling reaches a limit */
  finish(): DocumentsResult;
}

/** @param budget for decoding, extraction and the expressions of `pagination` */
export function createDocumentCollection(
  rules: DocumentRules,
  { now, trace, target, params }: CollectionContext,
  budget: Budget,
): DocumentCollection {
  const extraction = rules.extraction.start(trace, budget);
  const pages: Page[] = [];
  const repeated: Skip[] = [];
  const odd: Skip[] = [];
  let passed: PageCount = { families: 0, samples: 0, cells: 0 };
  const decode = (document: RawDocument) => decodeDocument(document, rules.decode, budget);
  return {
    add: (document) => addDecoded(document, decode(document)),
    addPage(document, { url, pagination }) {
      const { name, response } = document;
      const decoded = decode(document);
      const value = 'value' in decoded ? decoded.value : null;
      const scope = { root: value, response, target, params, now, budget };
      const next = naming(
        () => name,
        () => nextPage(pagination, { value, scope, url }),
      );
      addDecoded(document, decoded);
      return next;
    },
    check: (document) => ({ ...document, decoded: decode(document) }),
    finish() {
      const result = extraction.finish();
      if (pages.length === 0) return { ...result, pageSkips: odd, conflicting: [] };
      return withPages(result, merge(result, pages, rules), [...repeated, ...odd]);
    },
  };

  function addDecoded(document: RawDocument, decoded: Decoded): void {
    const { name, response, file, item } = document;
    odd.push(...oddSkips(document, decoded));
    if ('value' in decoded) {
      namingFile(file, () =>
        extraction.add(decoded.value, { response, file, item, target, params, now }),
      );
      return;
    }
    const page = { path: name, families: decoded.families };
    refusePage(page, rules);
    passed = countWithinLimits(page, passed, rules.limits);
    pages.push(page);
    if (decoded.duplicates > 0) repeated.push(repeatedIn(document, decoded.duplicates));
  }
}

/** With several files, a message must name the file. */
function namingFile(file: FileBinding | undefined, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (file === undefined || !(error instanceof ExtractionError)) throw error;
    throw new ExtractionError(`${file.path}: ${error.message}`, { cause: error });
  }
}

function refusePage({ path, families }: Page, { textfile }: Pick<DocumentRules, 'textfile'>): void {
  if (textfile && families.some(({ timestamps }) => timestamps !== undefined)) {
    throw new CollectionError('decode', `${path}: has timestamps, which a textfile may not have`);
  }
}

function merge(
  { families }: ExtractionResult,
  pages: readonly Page[],
  {
    textfile,
    ownPrefixes,
    limits: { samples },
  }: Pick<DocumentRules, 'textfile' | 'ownPrefixes' | 'limits'>,
): MergedPages {
  return mergePages(families, pages, {
    samples,
    oneHelp: textfile,
    reserved: ['polyprom_', ...ownPrefixes],
  });
}

/** Adds the families of documents that are pages of metrics. */
function withPages(
  { skips, samples: counts }: ExtractionResult,
  { families, conflicts, duplicates }: MergedPages,
  repeated: readonly Skip[],
): DocumentsResult {
  const samples = new Map(counts);
  for (const { name, values } of families) samples.set(name, values.length);
  return {
    families,
    samples,
    skips,
    pageSkips: [...conflictSkips(conflicts), ...duplicates, ...repeated],
    conflicting: conflicts.map(({ path }) => path),
  };
}

/** Messages for violations of the format. */
function oddSkips({ name: path, file }: RawDocument, { oddities = [] }: Decoded): Skip[] {
  const metric = file === undefined ? '(document)' : '(file)';
  return oddities.map(({ reason, count, found }) => ({ metric, reason, count, path, found }));
}

function repeatedIn({ name: path, file }: RawDocument, count: number): Skip {
  const metric = file === undefined ? '(page)' : '(file)';
  return { metric, reason: 'duplicate', count, path, found: 'series that are in it twice' };
}
