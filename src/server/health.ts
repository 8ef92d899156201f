import type { Route } from './routes.ts';

/** `/-/healthy` reports that the process responds, `/-/ready` that it can be scraped. */
export function healthRoutes(isReady: () => boolean): readonly Route[] {
  return [
    {
      path: '/-/healthy',
      label: '/-/healthy',
      access: 'always',
      handler: (_request, response) => {
        response.type('text/plain').send('healthy\n');
      },
    },
    {
      path: '/-/ready',
      label: '/-/ready',
      access: 'always',
      handler: (_request, response) => {
        const ready = isReady();
        response
          .status(ready ? 200 : 503)
          .type('text/plain')
          .send(ready ? 'ready\n' : 'not ready\n');
      },
    },
  ];
}
