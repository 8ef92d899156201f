import type { Logger } from '../engine/log.ts';
import { createProbeCounts } from '../engine/probe-families.ts';
import { createProber, type Prober } from '../engine/prober.ts';
import { createRepetition } from '../engine/repetition.ts';
import type { SourceContext } from '../sources/context.ts';
import type { LoadedConfig } from './loaded.ts';
import { createModules } from './modules.ts';

/** The prober of a configuration. */
export async function createConfiguredProber(
  { config, modules }: Pick<LoadedConfig, 'config' | 'modules'>,
  context: SourceContext,
  logger: Logger,
): Promise<Prober> {
  const { clock } = context;
  const counts = createProbeCounts(modules.map(({ name }) => name));
  const repetition = createRepetition(() => clock.monotonic());
  const report = (module: string, reason: string) => {
    counts.reported(module);
    const silent = repetition.happened(module);
    if (silent === undefined) return;
    const repeated = silent === 0 ? {} : { repeated: silent };
    logger.warn(
      { module, ...repeated, reason },
      'target is not allowed, but targetPolicy is report',
    );
  };
  return createProber({
    modules: await createModules(modules, context, report),
    concurrency: config.server.limits.probes,
    maxRetryAfter: config.scrape.maxRetryAfter,
    counts,
    logger,
    clock,
  });
}
