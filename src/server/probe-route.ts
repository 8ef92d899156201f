import type { Response } from 'express';
import type { Generation } from '../engine/generation.ts';
import { TooManyProbes } from '../engine/prober.ts';
import { explanationText } from '../explanation/explanation.ts';
import { escapeControls } from '../message/control-characters.ts';
import type { AppDependencies } from './dependencies.ts';
import type { PageSender } from './page-sender.ts';
import { readProbe, type ProbeQuery } from './probe-query.ts';
import { BadRequestError, readQuery } from './query.ts';
import { BusyError } from './render-queue.ts';
import type { Route } from './routes.ts';
import { timeLimit } from './time-limit.ts';

/** `/probe`: collects from the target in the request, with the settings of the module. */
export function probeRoute(
  { current, endpoints }: Pick<AppDependencies, 'current' | 'endpoints'>,
  pages: PageSender,
): Route {
  let isExplaining = false;
  return {
    path: '/probe',
    label: '/probe',
    access: 'protected',
    handler: async (request, response) => {
      const generation = current();
      const { prober, times } = generation;
      const probe = readProbe(readQuery(request), prober.modules, (module) =>
        prober.counts.ended(module, 'refused'),
      );
      const within = timeLimit(request.get('x-prometheus-scrape-timeout-seconds'), times);
      if (probe.debug) {
        await explainProbe(generation, probe, within, response);
        return;
      }
      const families = await prober.probe(probe.module, probe.subject, within).catch(busyInstead);
      await pages.send({ request, response, kind: 'probe' }, within, families);
    },
  };

  /** One at a time for the whole process, because the result is not shared and it costs more than a probe. */
  async function explainProbe(
    { prober, locate, scrub }: Generation,
    { module, subject }: ProbeQuery,
    within: number,
    response: Response,
  ): Promise<void> {
    if (!endpoints.debug) {
      throw new BadRequestError('debug is turned off: set server.endpoints.debug');
    }
    if (isExplaining) throw new BusyError('another probe is being explained: try again later');
    isExplaining = true;
    try {
      const explanation = await prober.explain(module, subject, within).catch(busyInstead);
      const text = explanationText(explanation, locate, 'modules');
      response.type('text/plain').send(escapeControls(scrub(text)));
    } finally {
      isExplaining = false;
    }
  }
}

function busyInstead(error: unknown): never {
  throw error instanceof TooManyProbes ? new BusyError(error.message) : error;
}
