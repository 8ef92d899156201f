import type { IncomingHttpHeaders } from 'node:http';

/** The value of a response header; repeated headers are joined. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Each `Set-Cookie` of a response. For a single one undici returns a string, contrary to its type. */
export function setCookiesOf(headers: IncomingHttpHeaders): readonly string[] {
  const value: string | readonly string[] = headers['set-cookie'] ?? [];
  return [value].flat();
}

/** For `$response.headers`: each header as a string, names in lowercase. */
export function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.keys(headers).map((name) => [name, headerOf(headers, name) ?? '']),
  );
}

/** Whether the value is valid in a header: RFC 9110 section 5.5, without tabs. */
export function isSendable(value: string): boolean {
  return !/[^\u0020-\u007e\u0080-\u00ff]/.test(value);
}
