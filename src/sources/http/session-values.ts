import { textsOf, type RequestTemplate } from '../../http-client/exchange/request-template.ts';
import type { Complete, RequestMessage } from '../../http-client/exchange/step.ts';

type Values = Readonly<Record<string, string>>;

/** Placeholder for the values of a login until they are available. */
export function samplesOf(template: RequestTemplate): Values {
  const references = textsOf(template).flatMap(({ deferred }) => deferred);
  return Object.fromEntries(
    references.flatMap(({ kind, name, sample }) =>
      kind === 'session' && name !== undefined ? [[name, sample]] : [],
    ),
  );
}

/**
 * Fills the values of a login into a request; undefined if it needs none. The URL of a next page keeps its path and
 * receives the parameters that contain such values.
 *
 * @param first the request with placeholders
 * @param build builds the request with the values
 */
export function completing(
  template: RequestTemplate,
  first: RequestMessage,
  build: (values: Values) => RequestMessage,
): Complete | undefined {
  if (Object.keys(samplesOf(template)).length === 0) return undefined;
  const names = Object.entries(template.query ?? {}).flatMap(([name, { deferred }]) =>
    deferred.some(({ kind }) => kind === 'session') ? [name] : [],
  );
  return (request, values) => {
    const { url, headers, credentials, body } = build(values);
    if (request.url.href === first.url.href) return { ...request, url, headers, credentials, body };
    const page = new URL(request.url);
    for (const name of names) page.searchParams.set(name, url.searchParams.get(name) ?? '');
    return { ...request, url: page, headers, credentials, body };
  };
}
