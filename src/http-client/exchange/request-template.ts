import type { Subject } from '../../engine/source.ts';
import type { Text } from '../../schema/text.ts';
import { acceptedEncodings } from './body.ts';
import { revealBody, type HttpBody } from './body-field.ts';
import { decoded } from './shown-url.ts';
import type { RequestMessage } from './step.ts';

/** What requests are built from; the options of a document, or of a login. */
export interface RequestTemplate {
  readonly url: Text;
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD';
  readonly headers: Readonly<Record<string, Text>>;
  readonly query?: Readonly<Record<string, Text>>;
  readonly body?: HttpBody | undefined;
  readonly form?: Readonly<Record<string, Text>> | undefined;
}

/**
 * Built anew for each collection, so that a rotated secret is used from then on.
 *
 * @param subject what the collection is about, which a template may refer to
 * @throws Error when a file that holds a secret cannot be read
 */
export function buildRequest(template: RequestTemplate, subject: Subject = {}): RequestMessage {
  const fill = (text: Text) => fillIn(text, subject);
  const url = new URL(fill(template.url));
  for (const [name, value] of Object.entries(template.query ?? {})) {
    url.searchParams.append(name, fill(value));
  }
  url.hash = '';
  const { body, contentType } = buildBody(template, fill);
  const credentials: Record<string, string> = userinfoOf(url);
  const headers: Record<string, string> = {
    accept: 'application/json, */*;q=0.5',
    'accept-encoding': acceptedEncodings,
    'user-agent': 'polyprom',
    ...(contentType !== undefined && { 'content-type': contentType }),
  };
  for (const [name, value] of Object.entries(template.headers)) {
    (value.secret ? credentials : headers)[name.toLowerCase()] = fill(value);
  }
  return { url, method: template.method, headers, credentials, body, origin: url.origin };
}

/** The value of a text in a collection. Templates cannot refer to its subject yet; this is the one place to add it. */
function fillIn(text: Text, _subject: Subject): string {
  return text.reveal();
}
/** Every text whose secrets could come back in a URL. */
export function textsOf({ url, headers, query, form }: RequestTemplate): readonly Text[] {
  return [url, ...[headers, query ?? {}, form ?? {}].flatMap((map) => Object.values(map))];
}

function buildBody(
  { body, form }: RequestTemplate,
  fill: (text: Text) => string,
): {
  readonly body: string | undefined;
  readonly contentType?: string;
} {
  if (form !== undefined) {
    const fields = Object.entries(form).map(([name, value]): [string, string] => [
      name,
      fill(value),
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

/** Decides the default of `content-type`, which `headers` can replace. */
function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

/** Takes the user and the password out of a URL, as a header. */
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
