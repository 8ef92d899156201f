import type { Text } from '../../schema/text.ts';
import { decoded } from './shown-url.ts';
import { acceptedEncodings } from './body.ts';
import { revealBody, type HttpBody } from './body-field.ts';
import type { HttpRequest } from './exchange.ts';

/** The part of the options that one request is made of; that of a document, or of a login. */
export interface RequestOptions {
  readonly url: Text;
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD';
  readonly headers: Readonly<Record<string, Text>>;
  readonly query?: Readonly<Record<string, Text>>;
  readonly body?: HttpBody | undefined;
  readonly form?: Readonly<Record<string, Text>> | undefined;
}

/**
 * Made anew for each collection: a secret that has changed is used from then on.
 *
 * @throws Error when a file that holds a secret cannot be read
 */
export function requestOf(options: RequestOptions): HttpRequest {
  const url = new URL(options.url.reveal());
  for (const [name, value] of Object.entries(options.query ?? {})) {
    url.searchParams.append(name, value.reveal());
  }
  url.hash = '';
  const { body, contentType } = bodyOf(options);
  const credentials: Record<string, string> = userinfoOf(url);
  const headers: Record<string, string> = {
    accept: 'application/json, */*;q=0.5',
    'accept-encoding': acceptedEncodings,
    'user-agent': 'polyprom',
    ...(contentType !== undefined && { 'content-type': contentType }),
  };
  for (const [name, value] of Object.entries(options.headers)) {
    (value.secret ? credentials : headers)[name.toLowerCase()] = value.reveal();
  }
  return { url, method: options.method, headers, credentials, body };
}

/** Every text that may hold a secret which could come back in an address. */
export function textsOf({ url, headers, query, form }: RequestOptions): readonly Text[] {
  return [url, ...[headers, query ?? {}, form ?? {}].flatMap((map) => Object.values(map))];
}

function bodyOf({ body, form }: RequestOptions): {
  readonly body: string | undefined;
  readonly contentType?: string;
} {
  if (form !== undefined) {
    const fields = Object.entries(form).map(([name, value]): [string, string] => [
      name,
      value.reveal(),
    ]);
    return {
      body: new URLSearchParams(fields).toString(),
      contentType: 'application/x-www-form-urlencoded',
    };
  }
  if (body === undefined) return { body };
  const text = revealBody(body);
  return {
    body: text,
    contentType: isJson(text) ? 'application/json' : 'text/plain; charset=utf-8',
  };
}

/** A body that looks like JSON is meant to be read as JSON; `headers` can say otherwise. */
function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

/** Moves a user and a password from the address to where they belong. */
function userinfoOf(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const authorization = basic(decoded(url.username), decoded(url.password));
  url.username = '';
  url.password = '';
  return { authorization };
}

/** The header Authorization of a user: RFC 7617 section 2, with UTF-8. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
