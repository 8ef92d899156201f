import { UnknownCollectorError } from '../engine/selection.ts';
import type { Generation } from '../engine/generation.ts';
import { explanationText } from '../explanation/explanation.ts';
import { escapeControls } from '../message/control-characters.ts';
import type { Route } from './routes.ts';

/** `Retry-After` in seconds: most collections have finished by then. */
const retryAfterSeconds = 5;

/**
 * `/collectors/NAME/debug`: runs an additional collection and explains each step. One at a time for the whole
 * process, because it costs as much as a collection and its result is not shared.
 */
export function debugRoute(current: () => Generation): Route {
  let isBusy = false;
  return {
    path: '/collectors/:name/debug',
    label: '/collectors/:name/debug',
    access: 'protected',
    handler: async (request, response) => {
      const { exporter, times, locate, scrub } = current();
      const name = String(request.params['name']);
      const collector = exporter.collectors.find((each) => each.name === name);
      if (collector === undefined) throw new UnknownCollectorError(`there is no collector ${name}`);
      if (isBusy) {
        response
          .status(429)
          .set('Retry-After', String(retryAfterSeconds))
          .type('text/plain')
          .send('another collection is being explained: try again when it is done\n');
        return;
      }
      isBusy = true;
      try {
        const explanation = await exporter.explain(collector, times.timeout);
        const text = escapeControls(scrub(explanationText(explanation, locate)));
        response.type('text/plain').send(text);
      } finally {
        isBusy = false;
      }
    },
  };
}
