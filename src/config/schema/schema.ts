import type { z } from 'zod';
import { mapOf, object } from '../../schema/containers.ts';
import { collectorName } from '../../schema/names.ts';
import { boolean } from '../../schema/scalars.ts';
import { Collector } from './collector.ts';
import { Scrape, Server } from './server.ts';

/** The whole configuration: the one definition of what `polyprom.yaml` may hold. */
export const Config = object({
  server: Server.prefault({}),
  scrape: Scrape.prefault({}),
  runtimeMetrics: boolean()
    .describe('Whether polyprom serves the metrics of its own process, `nodejs_*` and `process_*`.')
    .prefault(true),
  collectors: mapOf(collectorName, Collector)
    .prefault({})
    .describe('What is collected, served on `/metrics`. The key names the collector.'),
}).describe('The configuration of polyprom.');
export type Config = z.output<typeof Config>;
