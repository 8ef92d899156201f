import { createHash, randomBytes } from 'node:crypto';
import { connectionReleased } from '../transport/connections.ts';
import type { HttpRequest, Step } from '../exchange/step.ts';
import { headerOf } from '../exchange/headers.ts';
import type { Digest } from './auth-schema.ts';
import { readChallenges, type Challenge } from './challenge.ts';

/** An algorithm of RFC 7616 section 3.2, the strongest last. */
const algorithms = ['MD5', 'MD5-SESS', 'SHA-256', 'SHA-256-SESS'] as const;
type Algorithm = (typeof algorithms)[number];

/** A supported challenge, and how often its nonce has been used. */
interface Nonce {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As written by the server; undefined: not specified, which means MD5. */
  readonly named: string | undefined;
  readonly algorithm: Algorithm;
  /** Without it, RFC 2069. */
  readonly qop: boolean;
  uses: number;
}

/**
 * Adds digest credentials (RFC 7616) to requests to the origin of the configuration. The nonce is reused; when the
 * server rejects it, or has sent none yet, the request is sent again with the nonce of the response.
 */
export function authenticateByDigest({ username, password }: Digest): Step {
  let current: Nonce | undefined;
  return async (request, next) => {
    if (request.url.origin !== request.origin) return next(request);
    const used = current;
    const response = await next(used === undefined ? request : authorized(request, used));
    if (response.status !== 401) return response;
    const header = headerOf(response.headers, 'www-authenticate') ?? '';
    const found = strongest(readChallenges(header));
    // If the nonce is unchanged, the password is wrong.
    if (found === undefined || (used !== undefined && found.nonce === used.nonce)) return response;
    current = found;
    await connectionReleased();
    return next(authorized(request, found));
  };

  function authorized(request: HttpRequest, nonce: Nonce): HttpRequest {
    const credentials = { username: username.reveal(), password: password.reveal() };
    const authorization = authorizationOf(request, nonce, credentials);
    return { ...request, credentials: { ...request.credentials, authorization } };
  }
}

function strongest(challenges: readonly Challenge[]): Nonce | undefined {
  const usable = challenges.flatMap(({ scheme, params }) => {
    const { realm = '', nonce, opaque, algorithm: named, qop } = params;
    const algorithm = algorithms.find((name) => name === (named ?? 'MD5').toUpperCase());
    if (scheme !== 'digest' || nonce === undefined || algorithm === undefined) return [];
    const qops = qop?.toLowerCase().split(/[\s,]+/);
    // qop="auth-int" alone would need a hash of the body.
    if (qops !== undefined && !qops.includes('auth') && qop !== '') return [];
    return [
      { realm, nonce, opaque, named, algorithm, qop: qops?.includes('auth') === true, uses: 0 },
    ];
  });
  return usable.toSorted(
    (a, b) => algorithms.indexOf(b.algorithm) - algorithms.indexOf(a.algorithm),
  )[0];
}

interface User {
  readonly username: string;
  readonly password: string;
}

function authorizationOf(
  { method, url }: Pick<HttpRequest, 'method' | 'url'>,
  nonce: Nonce,
  { username, password }: User,
): string {
  const hash = (text: string) =>
    createHash(nonce.algorithm.startsWith('SHA') ? 'sha256' : 'md5')
      .update(text)
      .digest('hex');
  nonce.uses += 1;
  const uri = url.pathname + url.search;
  const nc = nonce.uses.toString(16).padStart(8, '0');
  const cnonce = randomBytes(16).toString('hex');
  const secret = hash(`${username}:${nonce.realm}:${password}`);
  const a1 = nonce.algorithm.endsWith('SESS') ? hash(`${secret}:${nonce.nonce}:${cnonce}`) : secret;
  const a2 = hash(`${method}:${uri}`);
  const middle = nonce.qop ? `${nonce.nonce}:${nc}:${cnonce}:auth` : nonce.nonce;
  const parts = [
    `username=${quoted(username)}`,
    `realm=${quoted(nonce.realm)}`,
    `nonce=${quoted(nonce.nonce)}`,
    `uri=${quoted(uri)}`,
    ...(nonce.named === undefined ? [] : [`algorithm=${nonce.named}`]),
    `response="${hash(`${a1}:${middle}:${a2}`)}"`,
    ...(nonce.opaque === undefined ? [] : [`opaque=${quoted(nonce.opaque)}`]),
    ...(nonce.qop ? ['qop=auth', `nc=${nc}`] : []),
    ...(nonce.qop || nonce.algorithm.endsWith('SESS') ? [`cnonce="${cnonce}"`] : []),
  ];
  // Encoded as UTF-8: Node.js writes each character of a header as one byte.
  return Buffer.from(`Digest ${parts.join(', ')}`).toString('latin1');
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
}
