import type { z } from 'zod';
import { object } from '../../schema/containers.ts';

/** An example workload: `request_processing_seconds`. It has no options. */
export const DemoOptions = object({}).describe(
  'A demo workload: requests that take a random time below one second, exported as request_processing_seconds.',
);
export type DemoOptions = z.output<typeof DemoOptions>;
