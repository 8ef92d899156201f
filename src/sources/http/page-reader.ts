import type { RawDocument } from '../../documents/document.ts';
import { flatHeaders, headerOf } from '../../http-client/exchange/headers.ts';
import { nameOf } from '../../http-client/exchange/name-failures.ts';
import type { ShowUrl } from '../../http-client/exchange/shown-url.ts';
import type { HttpRequest, HttpResponse, Send } from '../../http-client/exchange/step.ts';

export interface HttpPage {
  readonly document: RawDocument;
  /** Its URL, after redirects. */
  readonly url: URL;
}

/** Fetches one page. */
export type ReadPage = (request: HttpRequest) => Promise<HttpPage>;

/** @param namesStatus whether the configuration lists a status code as valid */
export function createPageReader(
  send: Send,
  show: ShowUrl,
  namesStatus: (status: number) => boolean,
): ReadPage {
  return async (request) => {
    const response = await send(request);
    const document = documentOf(nameOf(request, show), response, show);
    const emptyIsNull = namesStatus(response.status);
    return { document: { ...withValue(document, request), emptyIsNull }, url: response.url };
  };
}

/** The response to a HEAD request has no body to decode; only its headers are available. */
function withValue(document: RawDocument, { method }: HttpRequest): RawDocument {
  return method === 'HEAD' ? { ...document, decoded: { value: null } } : document;
}

function documentOf(
  name: string,
  { status, headers, url, body, seconds }: HttpResponse,
  show: ShowUrl,
): RawDocument {
  return {
    bytes: body,
    name,
    contentType: headerOf(headers, 'content-type'),
    response: {
      status,
      headers: flatHeaders(headers),
      seconds,
      bytes: body.length,
      url: show(url),
    },
  };
}
