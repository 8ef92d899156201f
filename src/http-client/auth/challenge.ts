/** A challenge of `WWW-Authenticate`. */
export interface Challenge {
  /** In lowercase. */
  readonly scheme: string;
  /** Names in lowercase, values without quotes. */
  readonly params: Readonly<Record<string, string>>;
}

/** A parameter, a scheme, or a separator. Each match begins where the last one ended. */
const part =
  /[\s,]*(?:([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([\w!#$%&'*+.^`|~-]+=*)|(.))/gsy;

/** Longer headers are truncated. */
const maxLength = 8192;

/** Parses the challenges of `WWW-Authenticate`. One header may contain several: RFC 9110 section 11.6.1. */
export function readChallenges(header: string): readonly Challenge[] {
  const challenges: { readonly scheme: string; readonly params: Record<string, string> }[] = [];
  for (const match of header.slice(0, maxLength).matchAll(part)) {
    const [, name, quoted, bare, scheme] = match;
    const current = challenges.at(-1);
    if (name !== undefined && current !== undefined) {
      const key = name.toLowerCase();
      const value = quoted?.replaceAll(/\\(.)/gs, '$1') ?? bare ?? '';
      if (!Object.hasOwn(current.params, key)) current.params[key] = value;
    } else if (scheme !== undefined && /^[A-Za-z][\w-]*$/.test(scheme)) {
      challenges.push({ scheme: scheme.toLowerCase(), params: {} });
    }
  }
  return challenges;
}

const shownNames: Readonly<Record<string, string>> = {
  basic: 'Basic',
  digest: 'Digest',
  bearer: 'Bearer',
  ntlm: 'NTLM',
  negotiate: 'Negotiate',
};

/** The `auth` settings for a scheme. */
const settings: Readonly<Record<string, string>> = {
  basic: 'auth.basic',
  digest: 'auth.digest',
  bearer: 'auth.bearer or auth.oauth2',
};

/** The schemes that a 401 offers and how to configure them, or undefined if it offers none. */
export function describeChallenges(
  header: string,
  configured: string | undefined,
): string | undefined {
  const offered = [...new Set(readChallenges(header).map(({ scheme }) => scheme))].slice(0, 6);
  if (offered.length === 0) return undefined;
  const names = offered.map((name) => shownNames[name] ?? name.slice(0, 30)).join(', ');
  const known = offered.filter((name) => Object.hasOwn(settings, name));
  if (configured !== undefined && known.some((name) => settings[name]?.includes(configured))) {
    return `the server offers ${names} authentication and rejected the credentials of ${configured}`;
  }
  if (known.length === 0) {
    return `the server offers ${names} authentication only, which is not supported: enable Basic or Digest there, or use a proxy that logs in`;
  }
  return `the server offers ${names} authentication: set ${known.map((name) => settings[name]).join(' or ')}`;
}
