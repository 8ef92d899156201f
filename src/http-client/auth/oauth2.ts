import { decodeJson } from '../../decode/json.ts';
import { CollectionError } from '../../engine/source.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import type { Ask } from '../exchange/ask.ts';
import type { OAuth2 } from './auth-schema.ts';
import type { Credentials } from './authenticator.ts';
import { decompress } from '../exchange/body.ts';
import type { HttpRequest } from '../exchange/exchange.ts';
import { formEncoded } from '../exchange/form.ts';
import { headerOf } from '../exchange/headers.ts';
import type { Obtained } from './renewable.ts';
import { namedError, naming } from '../../engine/named-error.ts';
import { basic, requestOf } from '../exchange/request.ts';
import { statusText } from '../exchange/status-error.ts';

/** A token is a line, not a document. */
const tokenSize = 1_048_576;
/** A token is renewed so long before it ends, or at half of its time if that is later. */
const marginMs = 60_000;

/** Client credentials: RFC 6749 section 4.4. */
export async function askForToken(
  options: OAuth2,
  ask: Ask,
  signal: AbortSignal,
  trace: RequestTrace | undefined,
): Promise<Obtained<Credentials>> {
  const name = `POST ${String(options.tokenUrl)}`;
  const request = naming(
    () => name,
    () => tokenRequest(options),
  );
  const answer = await ask(request, {
    purpose: 'token',
    signal,
    bodySize: tokenSize,
    followRedirects: false,
    wantsBody: () => true,
    trace,
  });
  const { status, headers } = answer;
  try {
    const body = await decompress(answer.body, headerOf(headers, 'content-encoding'), tokenSize);
    if (status < 200 || status > 299) throw refusal(status, body, options);
    return credentialsOf(readObject(body));
  } catch (error) {
    throw namedError(name, error, 'decode');
  }
}

function tokenRequest(options: OAuth2): HttpRequest {
  const { tokenUrl, clientId, clientSecret, clientAuthentication, scopes, params } = options;
  const fields = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scopes !== undefined) fields.set('scope', scopes.map((scope) => scope.reveal()).join(' '));
  const id = clientId.reveal();
  const secret = clientSecret.reveal();
  if (clientAuthentication === 'body') {
    fields.set('client_id', id);
    fields.set('client_secret', secret);
  }
  for (const [name, value] of Object.entries(params)) fields.set(name, value.reveal());
  const request = requestOf({ url: tokenUrl, method: 'POST', headers: {} });
  return {
    ...request,
    headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' },
    credentials:
      clientAuthentication === 'header'
        ? // RFC 6749 section 2.3.1: the parts are encoded as in a form first.
          { authorization: basic(formEncoded(id), formEncoded(secret)) }
        : {},
    body: fields.toString(),
  };
}

/** The error code is one of a few words (RFC 6749 section 5.2); anything else of the answer stays out. */
function refusal(status: number, body: Buffer, { clientAuthentication }: OAuth2): CollectionError {
  const error = tryReadObject(body)['error'];
  const code = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? ` (${error})` : '';
  const other = clientAuthentication === 'header' ? 'body' : 'header';
  const advice =
    code === ' (invalid_client)' || status === 401
      ? `: the client or its secret is wrong, or the server wants clientAuthentication: ${other}`
      : '';
  return new CollectionError('status', `gave no token: ${statusText(status)}${code}${advice}`, {
    status,
  });
}

function credentialsOf(answer: Readonly<Record<string, unknown>>): Obtained<Credentials> {
  const { access_token: token, expires_in: seconds } = answer;
  if (typeof token !== 'string' || token === '') {
    throw new CollectionError('decode', 'the answer has no access_token');
  }
  const lifetime = Number(seconds ?? Number.NaN) * 1000;
  return {
    value: { headers: { authorization: `Bearer ${token}` } },
    lifetime: lifetime >= 0 ? Math.max(lifetime - marginMs, lifetime / 2) : undefined,
  };
}

function tryReadObject(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return readObject(body);
  } catch {
    return {};
  }
}

function readObject(body: Buffer): Readonly<Record<string, unknown>> {
  const value = decodeJson(body);
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new CollectionError('decode', 'the answer is no JSON object');
}
