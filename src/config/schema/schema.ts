import type { z } from 'zod';
import { mapOf, object } from '../../schema/containers.ts';
import { collectorName } from '../../schema/names.ts';
import { boolean } from '../../schema/scalars.ts';
import { sourceKinds, type SourceKinds } from '../../sources/kinds.ts';
import { collectorSchema } from './collector.ts';
import { Module } from './module.ts';
import { Scrape, Server } from './server.ts';

/** The schema of the whole configuration, with the given kinds of sources. */
export function configSchema(kinds: SourceKinds) {
  return object({
    server: Server.prefault({}),
    scrape: Scrape.prefault({}),
    runtimeMetrics: boolean()
      .describe(
        'Whether to serve metrics about the process of polyprom itself, `nodejs_*` and `process_*`.',
      )
      .prefault(true),
    collectors: mapOf(collectorName, collectorSchema(kinds))
      .prefault({})
      .describe('The collectors by name. Their metrics are served on `/metrics`.'),
    modules: mapOf(collectorName, Module)
      .prefault({})
      .describe('The modules by name. `/probe?module=NAME&target=URL` collects from a target.'),
  }).describe('The configuration of polyprom.');
}

/** The single definition of the contents of `polyprom.yaml`. */
export const Config = configSchema(sourceKinds);
export type Config = z.output<typeof Config>;
