import { createConfiguredProber } from '../config/create-prober.ts';
import type { LoadedConfig } from '../config/loaded.ts';
import type { Logger } from '../engine/log.ts';
import { textFormat } from '../exposition/format.ts';
import { createRenderer } from '../exposition/renderer.ts';
import { explanationText } from '../explanation/explanation.ts';
import { escapeControls } from '../message/control-characters.ts';
import { ForbiddenError, readProbe, type ProbeQuery } from '../server/probe-query.ts';
import { BadRequestError } from '../server/query.ts';
import type { ModuleOptions } from '../engine/module.ts';
import type { SourceContext } from '../sources/context.ts';
import { UsageError } from '../usage-error.ts';

/** A configuration that was read, and what its modules use of the outside world. */
interface Probing {
  readonly loaded: LoadedConfig;
  readonly context: SourceContext;
  readonly logger: Logger;
}

export interface ProbeReport {
  /** For stdout. */
  readonly output: Uint8Array | string;
  readonly success: boolean;
}

/**
 * One probe under the deadline of `scrape.timeout`, as `/probe` answers it.
 *
 * @throws UsageError for what `/probe` refuses
 */
export async function probeOnce(
  { loaded, context, logger }: Probing,
  query: URLSearchParams,
  isExplained: boolean,
): Promise<ProbeReport> {
  const prober = await createConfiguredProber(loaded, context, logger);
  const { module, subject } = read(query, prober.modules);
  const within = loaded.config.scrape.timeout;
  if (isExplained) {
    const explanation = await prober.explain(module, subject, within);
    const text = explanationText(explanation, loaded.locate, 'modules');
    return {
      output: escapeControls(loaded.scrub(text)),
      success: !(explanation.result instanceof Error),
    };
  }
  const families = await prober.probe(module, subject, within);
  const success = families.some(({ name, values }) => name === 'probe_success' && values[0] === 1);
  return { output: createRenderer().render(families, textFormat), success };
}

function read(query: URLSearchParams, modules: readonly ModuleOptions[]): ProbeQuery {
  try {
    return readProbe(query, modules);
  } catch (error) {
    const isRefusal = error instanceof BadRequestError || error instanceof ForbiddenError;
    throw isRefusal ? new UsageError(error.message) : error;
  }
}
