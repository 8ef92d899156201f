import { namedError } from '../../engine/named-error.ts';
import { describeFailure } from './network-error.ts';
import { RequestFailure } from './request-failure.ts';
import type { ShowUrl } from './shown-url.ts';
import type { HttpRequest, Step } from './step.ts';

/** Prefixes every failure with the method, the URL and the target of a redirect. */
export function nameFailures(show: ShowUrl): Step {
  return async (request, next) => {
    try {
      return await next(request);
    } catch (error) {
      const moved =
        error instanceof RequestFailure && error.url.href !== request.url.href
          ? ` (redirected to ${show(error.url)})`
          : '';
      throw namedError(nameOf(request, show) + moved, describeFailure(error), 'connection');
    }
  };
}

/** The name of a request in messages, such as `GET https://shop.example/orders`. */
export function nameOf({ method, url }: HttpRequest, show: ShowUrl): string {
  return `${method} ${show(url)}`;
}
