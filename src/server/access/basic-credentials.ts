export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** The credentials in an `Authorization` header of the Basic scheme (RFC 7617); undefined if there are none. */
export function basicCredentials(header: string | undefined): BasicCredentials | undefined {
  if (header === undefined || !/^basic /i.test(header)) return undefined;
  const text = Buffer.from(header.slice('basic '.length).trim(), 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
