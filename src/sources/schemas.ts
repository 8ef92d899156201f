import type { z } from 'zod';
import type { MetricType } from '../metric/family.ts';
import { DemoOptions } from './demo/schema.ts';
import { FileOptions } from './file/schema.ts';
import { HttpOptions } from './http/schema.ts';

/** The options of every kind of source, by the key that names it in a collector. */
export const sourceSchemas = { demo: DemoOptions, http: HttpOptions, file: FileOptions } as const;

export type SourceKind = keyof typeof sourceSchemas;

/** One source as configured: its kind and that kind's options. */
export type SourceOptions = {
  [K in SourceKind]: { readonly kind: K; readonly options: z.output<(typeof sourceSchemas)[K]> };
}[SourceKind];

/**
 * How a kind of source comes to its families: it makes them, the collector's metrics say it, or both, and then
 * only a collection tells.
 */
export type Families =
  | { readonly made: 'own'; readonly families: Readonly<Record<string, MetricType>> }
  | { readonly made: 'extracted' }
  | { readonly made: 'mixed' };

export const ownFamilies: { readonly [K in SourceKind]: Families } = {
  demo: { made: 'own', families: { request_processing_seconds: 'summary' } },
  http: { made: 'extracted' },
  file: { made: 'mixed' },
};
