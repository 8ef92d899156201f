import { readFileSync } from 'node:fs';
import type * as fc from 'fast-check';

import { parseConfig } from '../../src/config/parse.ts';
import { compileExtraction } from '../../src/extract/extract.ts';
import { ExtractionError } from '../../src/extract/extraction.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { anyDocument } from '../extract/any-document.ts';

const file = 'documents.yaml';
const text = readFileSync(new URL(file, import.meta.url), 'utf8');
const { collectors } = parseConfig(text, file, { env: {}, readFile: () => '' });
const compiled = collectors.map(({ definitions }) =>
  compileExtraction(definitions, { samples: 1000, labelValueLength: 1024 }),
);

/** What a configuration with every type and key makes of any document: never what a parser refuses. */
export const documentPages: fc.Arbitrary<readonly MetricFamily[]> = anyDocument
  .map((document) => compiled.flatMap((each) => familiesOf(each, document)))
  .filter((families) => families.length > 0);

function familiesOf(
  extraction: ReturnType<typeof compileExtraction>,
  document: unknown,
): readonly MetricFamily[] {
  try {
    const collection = extraction.start();
    collection.add(document, { now: 1_700_000_000_000 });
    collection.add(document, { now: 1_700_000_000_000 });
    return collection.finish().families;
  } catch (error) {
    if (error instanceof ExtractionError) return [];
    throw error;
  }
}
