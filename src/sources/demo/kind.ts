import type { SourceKind } from '../kind.ts';
import { DemoOptions } from './schema.ts';

/** An example workload that needs no configuration. */
export const demoKind: SourceKind<DemoOptions> = {
  schema: DemoOptions,
  families: { made: 'own', families: { request_processing_seconds: 'summary' } },
  async create() {
    const { createDemoSource } = await import('./demo.ts');
    return createDemoSource();
  },
};
