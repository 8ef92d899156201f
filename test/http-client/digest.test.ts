import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readChallenges } from '../../src/http-client/auth/challenge.ts';
import { createReader } from './reader.ts';
import { json, startServer, type SeenRequest } from './server.ts';

interface Rules {
  readonly algorithm?: string;
  readonly qop?: string;
  /** Requests that a nonce is good for. */
  readonly uses?: number;
  /** Challenges beside that for digest. */
  readonly others?: readonly string[];
}

/** Checks digest credentials as RFC 7616 section 3.4 has it. */
async function startDevice({ algorithm, qop, uses = Infinity, others = [] }: Rules) {
  let nonce = 0;
  let used = 0;
  const device = await startServer((request, response) => {
    used += 1;
    if (isGood(request, `nonce${nonce}`) && used <= uses) {
      json(response, { ok: 1 });
      return;
    }
    const stale = isGood(request, `nonce${nonce}`);
    nonce += 1;
    used = 0;
    const params = [
      'realm="a \\"quoted\\" realm"',
      `nonce="nonce${nonce}"`,
      'opaque="5ccc"',
      ...(stale ? ['stale=true'] : []),
      ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
      ...(qop === undefined ? [] : [`qop="${qop}"`]),
    ];
    response.setHeader('www-authenticate', [...others, `Digest ${params.join(', ')}`]);
    json(response, {}, {}, 401);
  });
  return device;

  function isGood({ headers, method, url }: SeenRequest, expected: string): boolean {
    const [challenge] = readChallenges(headers.authorization ?? '');
    if (challenge === undefined) return false;
    const { params } = challenge;
    const { uri, cnonce, nc, response, opaque } = params;
    const hash = (text: string) =>
      createHash(algorithm?.startsWith('SHA') === true ? 'sha256' : 'md5')
        .update(text)
        .digest('hex');
    const secret = hash('mon:a "quoted" realm:pw');
    const isSession = algorithm?.endsWith('-sess') === true;
    const a1 = isSession ? hash(`${secret}:${expected}:${cnonce}`) : secret;
    const middle = qop === undefined ? expected : `${expected}:${nc}:${cnonce}:auth`;
    const counts = qop === undefined || Number.parseInt(nc ?? '', 16) === used;
    return (
      uri === url &&
      opaque === '5ccc' &&
      counts &&
      params['algorithm'] === algorithm &&
      response === hash(`${a1}:${middle}:${hash(`${method}:${uri}`)}`)
    );
  }
}

const digest = { username: 'mon', password: 'pw' };

describe('digest authentication', () => {
  it.each<Rules>([
    { algorithm: 'MD5', qop: 'auth' },
    { algorithm: 'MD5-sess', qop: 'auth' },
    { algorithm: 'SHA-256', qop: 'auth' },
    { algorithm: 'SHA-256-sess', qop: 'auth,auth-int' },
    { qop: 'auth' },
    {},
    { algorithm: 'MD5' },
  ])('responds to %o, and uses the nonce again', async (rules) => {
    const { url, seen } = await startDevice(rules);
    const reader = createReader({ url: `${url}/status?a=b%20c`, auth: { digest } });

    expect(await reader.values()).toEqual([{ ok: 1 }]);
    expect(await reader.values()).toEqual([{ ok: 1 }]);
    expect(await reader.values()).toEqual([{ ok: 1 }]);

    expect(seen).toHaveLength(4);
  });

  it('takes the next nonce when one is stale', async () => {
    const { url, seen } = await startDevice({ algorithm: 'MD5', qop: 'auth', uses: 2 });
    const reader = createReader({ url, method: 'POST', body: 'x', auth: { digest } });

    for (let round = 0; round < 5; round += 1) expect(await reader.values()).toEqual([{ ok: 1 }]);

    expect(seen.every(({ body }) => body === 'x')).toBe(true);
    expect(seen).toHaveLength(8);
  });

  it('chooses the strongest of several challenges', async () => {
    const weak = 'Basic realm="x", Digest realm="y", nonce="n", algorithm=MD5, qop="auth"';
    const { url } = await startDevice({ algorithm: 'SHA-256', qop: 'auth', others: [weak] });

    expect(await createReader({ url, auth: { digest } }).values()).toEqual([{ ok: 1 }]);
  });

  it('sends a wrong password once, and says that it was rejected', async () => {
    const { url, seen } = await startDevice({ algorithm: 'MD5', qop: 'auth' });
    const reader = createReader({ url, auth: { digest: { ...digest, password: 'no' } } });

    expect((await reader.failure()).message).toBe(
      `GET ${url}/: responded with 401 Unauthorized: the server offers Digest authentication and rejected the credentials of auth.digest`,
    );
    expect(seen).toHaveLength(2);
  });

  it('follows a redirect, with credentials for its URL', async () => {
    const { url } = await startDevice({ algorithm: 'MD5', qop: 'auth' });
    const front = await startServer((_, response) => {
      response.writeHead(302, { location: `${url}/b` }).end();
    });
    const reader = createReader({ url: `${front.url}/a`, auth: { digest } });

    expect((await reader.failure()).message).toMatch(
      /credentials are not sent to .*another origin/,
    );
  });
});

describe('a 401', () => {
  it.each([
    ['Digest realm="x", nonce="n"', 'the server offers Digest authentication: set auth.digest'],
    [
      'Negotiate, NTLM',
      'the server offers Negotiate, NTLM authentication only, which is not supported: enable Basic or Digest there, or use a proxy that logs in',
    ],
    [
      'Basic realm="a, b", Bearer',
      'the server offers Basic, Bearer authentication: set auth.basic or auth.bearer or auth.oauth2',
    ],
  ])('with %s says what to set', async (header, words) => {
    const { url } = await startServer((_, response) => {
      json(response, {}, { 'www-authenticate': header }, 401);
    });

    expect((await createReader({ url }).failure()).message).toBe(
      `GET ${url}/: responded with 401 Unauthorized: ${words}`,
    );
  });
});
