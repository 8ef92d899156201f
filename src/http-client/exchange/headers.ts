import type { IncomingHttpHeaders } from 'node:http';

/** The value of a header of an answer, joined where it came more than once. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Each `Set-Cookie` of an answer. undici gives a text where there is one, whatever its type says. */
export function setCookiesOf(headers: IncomingHttpHeaders): readonly string[] {
  const value: string | readonly string[] = headers['set-cookie'] ?? [];
  return [value].flat();
}

/** For `$response.headers`: each a text, names in small letters. */
export function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.keys(headers).map((name) => [name, headerOf(headers, name) ?? '']),
  );
}
