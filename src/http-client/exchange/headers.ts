import type { IncomingHttpHeaders } from 'node:http';

/** The value of a header of a response, joined where it was sent more than once. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Each `Set-Cookie` of a response. undici gives a string where there is one, whatever its type says. */
export function setCookiesOf(headers: IncomingHttpHeaders): readonly string[] {
  const value: string | readonly string[] = headers['set-cookie'] ?? [];
  return [value].flat();
}

/** For `$response.headers`: each a string, names in lowercase. */
export function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.keys(headers).map((name) => [name, headerOf(headers, name) ?? '']),
  );
}

/** Whether a header can carry the value: RFC 9110 section 5.5, without tabs. */
export function isSendable(value: string): boolean {
  return !/[^\u0020-\u007e\u0080-\u00ff]/.test(value);
}
