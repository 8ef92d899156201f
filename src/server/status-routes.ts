import { policyWithStyle } from './security-headers.ts';
import { statusOf, type StatusSources } from './status.ts';
import { statusPage, statusStyle } from './status-page.ts';
import type { Route } from './routes.ts';

/** The status page `/` and the same as JSON. `links` are the paths that the page links to. */
export function statusRoutes(
  sources: () => StatusSources,
  links: readonly string[],
): readonly Route[] {
  const policy = policyWithStyle(statusStyle);
  return [
    {
      path: '/',
      label: '/',
      access: 'protected',
      handler: (_request, response) => {
        response
          .set('Content-Security-Policy', policy)
          .type('html')
          .send(statusPage(statusOf(sources()), links));
      },
    },
    {
      path: '/api/status',
      label: '/api/status',
      access: 'protected',
      handler: (_request, response) => {
        response.type('json').send(`${JSON.stringify(statusOf(sources()), null, 2)}\n`);
      },
    },
  ];
}
