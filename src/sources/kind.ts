import type { z } from 'zod';
import type { DecodeOptions } from '../decode/decode.ts';
import type { Source } from '../engine/source.ts';
import type { ExtractionLimits, MetricDefinition } from '../extract/definition.ts';
import type { MetricType } from '../metric/family.ts';
import type { Finding } from '../schema/finding.ts';
import type { SourceContext } from './context.ts';

/**
 * A kind of source: all that the rest of polyprom knows of it. The key of the kind in `kinds.ts` is its key in a
 * collector. What no single field of the options can see is a check of their schema (`always`).
 */
export interface SourceKind<Options> {
  /** The options of a collector, every field described: the descriptions are the reference. */
  readonly schema: z.ZodType<Options>;
  readonly families: Families;
  /**
   * Whether the collector must have `metrics`, where the families are not its own. Left out: it must.
   *
   * @param written the options as the user wrote them, which may be mistaken
   */
  needsMetrics?(written: unknown): boolean;
  /** What is allowed and probably not meant, by its path within the options. */
  warnings?(options: Options, files: Files): readonly Finding[];
  /** Makes a source. What it needs is loaded here, so that a kind that nobody uses costs nothing. */
  create(options: Options, rules: CollectorRules, context: SourceContext): Promise<Source>;
}

/**
 * Where the families of a source come from: they are its own, the metrics of the collector define them, or both, and
 * then only a collection shows which there are.
 */
export type Families =
  | { readonly made: 'own'; readonly families: Readonly<Record<string, MetricType>> }
  | { readonly made: 'extracted' }
  | { readonly made: 'mixed' };

/** The settings of a collector beside its source: how documents become metrics, and their limits. */
export interface CollectorRules {
  /** The name of the collector. */
  readonly name: string;
  /** Undefined: by what the document says of itself. */
  readonly decode: DecodeOptions | undefined;
  readonly definitions: readonly MetricDefinition[];
  readonly limits: ExtractionLimits & { readonly bodySize: number };
}

/** Files that a configuration names. */
export interface Files {
  /** The text of a file. @throws when it cannot be read, as `node:fs` does */
  readFile(path: string): string;
}
