import type { z } from 'zod';
import type { DecodeOptions } from '../decode/decode.ts';
import type { Source } from '../engine/source.ts';
import type { ExtractionLimits, MetricDefinition } from '../extract/definition.ts';
import type { MetricType } from '../metric/family.ts';
import type { Finding } from '../schema/finding.ts';
import type { SourceContext } from './context.ts';

/**
 * A kind of source: its interface to the rest of polyprom. The key of the kind in `kinds.ts` is its key in a
 * collector. Checks across several options belong in their schema (`always`).
 */
export interface SourceKind<Options> {
  /** The options of a collector. Every field has a description, which becomes part of the reference. */
  readonly schema: z.ZodType<Options>;
  readonly families: Families;
  /**
   * Whether the collector must have `metrics`, if the source does not define its own families. Default: true.
   *
   * @param written the options as the user wrote them, which may be invalid
   */
  needsMetrics?(written: unknown): boolean;
  /** Warns about what is allowed but probably not intended, with the path within the options. */
  warnings?(options: Options, files: Files): readonly Finding[];
  /** Creates a source. Its modules are loaded here, so that unused kinds cost nothing. */
  create(options: Options, rules: CollectorRules, context: SourceContext): Promise<Source>;
}

/**
 * Where the families of a source come from: the source defines them, the metrics of the collector define them, or
 * both; in the last case they are known only after a collection.
 */
export type Families =
  | { readonly made: 'own'; readonly families: Readonly<Record<string, MetricType>> }
  | { readonly made: 'extracted' }
  | { readonly made: 'mixed' };

/** The settings of a collector other than its source: how documents become metrics, and the limits. */
export interface CollectorRules {
  /** The name of the collector. */
  readonly name: string;
  /** Undefined: detected from the document. */
  readonly decode: DecodeOptions | undefined;
  readonly definitions: readonly MetricDefinition[];
  readonly limits: ExtractionLimits & { readonly bodySize: number };
}

/** The files that a configuration references. */
export interface Files {
  /** Reads a file as text. @throws as `node:fs` if it cannot be read */
  readFile(path: string): string;
}
