import { setTimeout as sleep } from 'node:timers/promises';
import { createSummary } from '../../engine/registry.ts';
import type { Source } from '../../engine/source.ts';

/** The metric of the demo. */
const demoMetric = 'request_processing_seconds';

/**
 * An example workload: sequential "requests" that each take a random time below one second, recorded in a
 * summary.
 */
export function createDemoSource(): Source {
  const processing = createSummary(demoMetric, 'Time spent processing a request.');

  async function processRequests(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const started = performance.now();
      // Rejects only when the signal stops the demo, which also ends the loop.
      await sleep(Math.random() * 1000, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) processing.observe((performance.now() - started) / 1000);
    }
  }

  return {
    async collect() {
      const family = await processing.family();
      return {
        families: [family],
        skips: [],
        samples: new Map([[demoMetric, family.values.length]]),
      };
    },
    async start(signal) {
      void processRequests(signal);
    },
  };
}
