import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createBytesInFlight } from '../../../src/budget/bytes-in-flight.ts';
import { createDecode, type DecodeOptions } from '../../../src/decode/decode.ts';
import { systemClock, type Clock } from '../../../src/engine/clock.ts';
import { toCollectionError } from '../../../src/engine/failure.ts';
import { CollectionError } from '../../../src/engine/source.ts';
import type { CollectionTrace } from '../../../src/engine/trace.ts';
import { textFormat } from '../../../src/exposition/format.ts';
import { createRenderer } from '../../../src/exposition/renderer.ts';
import { compileExpression } from '../../../src/expression/compile/compile.ts';
import type { ExtractionLimits, MetricDefinition } from '../../../src/extract/definition.ts';
import { compileExtraction } from '../../../src/extract/extract.ts';
import type { ExtractionResult } from '../../../src/extract/extraction.ts';
import { createCollectDocuments } from '../../../src/documents/collect-documents.ts';
import { createFileSource } from '../../../src/sources/file/file.ts';
import { textfilePrefix } from '../../../src/sources/file/file-families.ts';
import { FileOptions } from '../../../src/sources/file/schema.ts';

/** Unix seconds of the files that `createFolder` writes: long enough ago to be read at once. */
export const written = 1_700_000_000.25;

export interface Folder {
  readonly path: string;
  /** Writes a file, and the folders that it is in. */
  write(name: string, content: string | Uint8Array, mtime?: number): Promise<string>;
}

/** A folder of its own for a test, gone afterwards; its path has no links. */
export async function createFolder(): Promise<Folder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'polyprom-file-')));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return {
    path,
    async write(name, content, mtime = written) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      await utimes(file, mtime, mtime);
      return file;
    },
  };
}

interface SourceSettings {
  readonly metrics?: readonly MetricDefinition[];
  readonly decode?: DecodeOptions;
  readonly clock?: Clock;
  readonly limits?: Partial<ExtractionLimits & { readonly bodySize: number }>;
}

export interface TestSource {
  collect(signal?: AbortSignal, trace?: CollectionTrace): Promise<ExtractionResult>;
  /** The failure of a collection that must fail. */
  failure(signal?: AbortSignal): Promise<CollectionError>;
  /** The lines of the page that have samples, the folder's path in them cut. */
  samples(): Promise<readonly string[]>;
  /** The page, the folder's path in it cut. */
  page(): Promise<string>;
}

/** A source as the configuration makes it, of the collector `files`. */
export function createSource(
  folder: Folder,
  options: Readonly<Record<string, unknown>>,
  { metrics = [], decode, clock = systemClock, limits = {} }: SourceSettings = {},
): TestSource {
  const bounds = { bodySize: 100_000, samples: 1000, labelValueLength: 200, ...limits };
  const parsed = FileOptions.parse(options);
  const source = createFileSource(
    parsed,
    {
      name: 'files',
      bodySize: bounds.bodySize,
      collectDocuments: createCollectDocuments(
        {
          decode: createDecode(decode),
          extraction: compileExtraction(metrics, bounds),
          limits: bounds,
          ownPrefixes: parsed.textfile ? [textfilePrefix] : [],
          textfile: parsed.textfile,
        },
        createBytesInFlight(2 ** 30),
      ),
    },
    clock,
  );
  const never = new AbortController().signal;
  const collect = async (signal = never, trace?: CollectionTrace) =>
    source.collect({ signal, trace });
  const page = async () => {
    const { families } = await collect();
    const bytes = createRenderer().render(families, textFormat);
    return bytes.toString().replaceAll(`${folder.path}/`, '');
  };
  return {
    collect,
    page,
    async failure(signal) {
      const result = await collect(signal).catch(toCollectionError);
      if (result instanceof CollectionError) return result;
      throw new Error('the collection did not fail as it should', { cause: result });
    },
    samples: async () => (await page()).split('\n').filter((line) => /^[a-z]/.test(line)),
  };
}

/** A gauge of each file, or of what `each` finds in it. */
export function gauge(
  name: string,
  value: string,
  labels: Readonly<Record<string, string>> = {},
  each?: string,
): MetricDefinition {
  return {
    name,
    help: `Help of ${name}.`,
    type: 'gauge',
    rules: [
      {
        items:
          each === undefined
            ? { over: 'document' }
            : { over: 'each', expression: compileExpression(each) },
        labels: Object.entries(labels).map(([label, text]) => ({
          name: label,
          expression: compileExpression(text),
        })),
        staticLabels: {},
        value: compileExpression(value),
        onMissing: 'skip',
      },
    ],
  };
}

/** The metric of most tests: a value of each file. */
export const level = gauge('level', 'level', { of: '$file.path' });
