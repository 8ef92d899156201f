import { STATUS_CODES, type IncomingHttpHeaders } from 'node:http';
import { CollectionError } from '../../engine/source.ts';
import type { SourceContext } from '../context.ts';
import type { RawDocument, ReadDocuments } from '../document.ts';
import { acceptedEncodings, readBody } from './body.ts';
import { exchange, type HttpAnswer, type HttpRequest } from './exchange.ts';
import { networkError } from './network-error.ts';
import type { HttpOptions } from './schema.ts';

/**
 * Reads one document by HTTP.
 *
 * @param bodySize the largest body in bytes, decompressed
 */
export function createHttpReader(
  options: HttpOptions,
  bodySize: number,
  { clock, dispatcher }: SourceContext,
): ReadDocuments {
  const what = `${options.method} ${options.url.toString()}`;

  return async (signal) => {
    const started = clock.monotonic();
    try {
      const answer = await exchange(dispatcher, requestOf(options), signal);
      checkStatus(answer, options.validStatus);
      const { headers, body } = answer.response;
      const bytes = await readBody(body, header(headers, 'content-encoding'), bodySize);
      return [toDocument(what, answer, bytes, (clock.monotonic() - started) / 1000)];
    } catch (error) {
      throw networkError(what, error);
    }
  };
}

/** Made anew for each collection: a secret that has changed is used from then on. */
function requestOf({ url, method, headers, query, body, auth }: HttpOptions): HttpRequest {
  const target = new URL(url.reveal());
  for (const [name, value] of Object.entries(query))
    target.searchParams.append(name, value.reveal());
  const credentials: Record<string, string> = { ...userinfoOf(target) };
  const plain: Record<string, string> = {
    accept: 'application/json, */*;q=0.5',
    'accept-encoding': acceptedEncodings,
    'user-agent': 'polyprom',
  };
  for (const [name, value] of Object.entries(headers)) {
    (value.secret ? credentials : plain)[name.toLowerCase()] = value.reveal();
  }
  if (auth?.bearer !== undefined) {
    credentials['authorization'] = `Bearer ${auth.bearer.token.reveal()}`;
  } else if (auth?.basic !== undefined) {
    credentials['authorization'] = basic(
      auth.basic.username.reveal(),
      auth.basic.password.reveal(),
    );
  }
  return { url: target, method, headers: plain, credentials, body: body?.reveal() };
}

/** Moves a user and a password from the address to where they belong. */
function userinfoOf(url: URL): { readonly authorization?: string } {
  if (url.username === '' && url.password === '') return {};
  const authorization = basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
  url.username = '';
  url.password = '';
  return { authorization };
}

/** RFC 7617 section 2, with UTF-8. */
function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function checkStatus({ response }: HttpAnswer, validStatus: readonly number[] | undefined): void {
  const { statusCode, body } = response;
  const valid = validStatus?.includes(statusCode) ?? (statusCode >= 200 && statusCode < 300);
  if (valid) return;
  body.destroy();
  const phrase = STATUS_CODES[statusCode] ?? '';
  throw new CollectionError('status', `answered ${statusCode} ${phrase}`.trim());
}

function toDocument(
  name: string,
  { url, response }: HttpAnswer,
  bytes: Uint8Array,
  seconds: number,
): RawDocument {
  const { statusCode, headers } = response;
  return {
    bytes,
    name,
    contentType: header(headers, 'content-type'),
    response: {
      status: statusCode,
      headers: flat(headers),
      seconds,
      bytes: bytes.length,
      url: url.href,
    },
  };
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.keys(headers).map((name) => [name, header(headers, name) ?? '']),
  );
}
