import type { SourceKind } from '../kind.ts';
import { readsPages } from './reads-pages.ts';
import { FileOptions } from './schema.ts';

/** Documents in files, and pages of metrics in files. */
export const fileKind: SourceKind<FileOptions> = {
  schema: FileOptions,
  families: { made: 'mixed' },
  needsMetrics: (written) => !readsPages(written),
  async create(options, rules, context) {
    const { createFiles } = await import('./create.ts');
    return createFiles(options, rules, context);
  },
};
