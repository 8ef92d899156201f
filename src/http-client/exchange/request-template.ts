import type { Subject } from '../../engine/source.ts';
import type { Filling } from '../../schema/deferred.ts';
import { Text } from '../../schema/text.ts';
import { acceptedEncodings } from './body.ts';
import { revealBody, textsOfBody, type HttpBody } from './body-field.ts';
import { asItIs, escapeFor, forHeader, forUrl, type Escape } from './escape.ts';
import { decoded } from './shown-url.ts';
import type { RequestMessage } from './step.ts';
import { targetUrl } from './target-url.ts';

/** The options that requests are built from: those of a document, or of a login. */
export interface RequestTemplate {
  /** Undefined: the target. */
  readonly url?: Text | undefined;
  /** Appended to the path of the target. */
  readonly path?: Text | undefined;
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD';
  readonly headers: Readonly<Record<string, Text>>;
  readonly query?: Readonly<Record<string, Text>>;
  readonly body?: HttpBody | undefined;
  readonly form?: Readonly<Record<string, Text>> | undefined;
}

/** The values of the references in a request. */
export interface RequestSubject extends Subject, Filling {}

/**
 * Built again for each collection, so that a rotated secret takes effect.
 *
 * @param subject what a template may refer to
 * @param base the base of a relative URL, where one is allowed
 * @throws Error if the file of a secret cannot be read, or a reference has no value
 */
export function buildRequest(
  template: RequestTemplate,
  subject: RequestSubject,
  base?: URL,
): RequestMessage {
  const fill = (text: Text, escape: Escape = asItIs) =>
    text.reveal((reference) => escape(reference.valueIn(subject)));
  const url =
    template.url === undefined
      ? targetUrl(subject.target, template.path && fill(template.path, forUrl))
      : buildUrl(template.url, fill, base);
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
    (value.secret ? credentials : headers)[name.toLowerCase()] = fill(value, forHeader);
  }
  return { url, method: template.method, headers, credentials, body, origin: url.origin };
}

type Fill = (text: Text, escape?: Escape) => string;

function buildUrl(text: Text, fill: Fill, base: URL | undefined): URL {
  let isFirst = text.beginsDeferred;
  const written = fill(text, (value) => {
    const isWhole = isFirst && base !== undefined;
    isFirst = false;
    return isWhole ? value : forUrl(value);
  });
  const url = URL.parse(written, base?.href);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error(`${String(text)} is not an http or https URL with its values filled in`);
  }
  return url;
}

/** All strings of a template. */
export function textsOf(template: RequestTemplate): readonly Text[] {
  const { url, path, headers, query, body, form } = template;
  const own = [url, path].filter((text) => text !== undefined);
  const maps = [headers, query ?? {}, form ?? {}];
  return [...own, ...maps.flatMap((map) => Object.values(map)), ...textsOfBody(body)];
}

function buildBody(
  { body, form, headers }: RequestTemplate,
  fill: Fill,
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
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  const escape = body instanceof Text ? escapeFor(body.peek() ?? '', given?.[1].peek()) : asItIs;
  const text = revealBody(body, (part) => fill(part, escape));
  return {
    body: text,
    contentType: isJson(text) ? 'application/json' : 'text/plain; charset=utf-8',
  };
}

/** Determines the default `content-type`, which `headers` can override. */
function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

/** Removes the user and the password from a URL and returns them as a header. */
function userinfoOf(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const authorization = basic(decoded(url.username), decoded(url.password));
  url.username = '';
  url.password = '';
  return { authorization };
}

/** The `Authorization` header for a user: RFC 7617 section 2, with UTF-8. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
