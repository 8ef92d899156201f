import type { Configuration } from './dependencies.ts';
import type { Route } from './routes.ts';

/** `POST /-/reload`: reloads the configuration. Returns 200 if it is now active, or 400 with all errors. */
export function reloadRoute({ reload }: Pick<Configuration, 'reload'>): Route {
  return {
    path: '/-/reload',
    label: '/-/reload',
    access: 'protected',
    method: 'POST',
    handler: async (_request, response) => {
      response.type('text/plain');
      if (reload === undefined) {
        response
          .status(400)
          .send('there is no configuration file to read: polyprom was started without --config\n');
        return;
      }
      const { problems, restartNeeded } = await reload();
      if (problems.length > 0) response.status(400).send(lines(problems));
      else response.send(lines(['configuration reloaded', ...restartNeeded]));
    },
  };
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
