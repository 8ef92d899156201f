import { decodeJson } from '../../decode/json.ts';
import { CollectionError } from '../../engine/source.ts';
import type { OAuth2 } from './auth-schema.ts';
import type { Credentials } from './credentials.ts';
import { formEncoded } from '../exchange/shown-url.ts';
import type { HttpRequest, RequestMessage, Send } from '../exchange/step.ts';
import type { Obtained } from './renewable.ts';
import { checkToken } from './token.ts';
import { namedError, naming } from '../../engine/named-error.ts';
import { basic, buildRequest } from '../exchange/request-template.ts';
import { statusText } from '../exchange/check-status.ts';

const responseSize = 1_048_576;
/** A token is renewed this long before it expires, or after half of its lifetime if that is later. */
const marginMs = 60_000;

/** Client credentials: RFC 6749 section 4.4. */
export async function requestToken(
  options: OAuth2,
  send: Send,
  signal: AbortSignal,
  { trace }: Pick<HttpRequest, 'trace'>,
): Promise<Obtained<Credentials>> {
  const name = `POST ${String(options.tokenUrl)}`;
  const request = naming(
    () => name,
    () => tokenRequest(options),
  );
  const { status, body } = await send({
    ...request,
    purpose: 'token',
    signal,
    bodySize: responseSize,
    wantsBody: () => true,
    trace,
  });
  try {
    if (status < 200 || status > 299) throw rejection(status, body, options);
    return credentialsOf(readObject(body));
  } catch (error) {
    throw namedError(name, error, 'decode');
  }
}

function tokenRequest(options: OAuth2): RequestMessage {
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
  const request = buildRequest({ url: tokenUrl, method: 'POST', headers: {} }, { now: 0 });
  return {
    ...request,
    headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' },
    credentials:
      clientAuthentication === 'header'
        ? // RFC 6749 section 2.3.1: each part is form-encoded first.
          { authorization: basic(formEncoded(id), formEncoded(secret)) }
        : {},
    body: fields.toString(),
  };
}

/** The error code is one of a few words (RFC 6749 section 5.2); nothing else of the response is shown. */
function rejection(
  status: number,
  body: Buffer,
  { clientAuthentication }: OAuth2,
): CollectionError {
  const error = tryReadObject(body)['error'];
  const code = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? ` (${error})` : '';
  const other = clientAuthentication === 'header' ? 'body' : 'header';
  const advice =
    code === ' (invalid_client)' || status === 401
      ? `: the client or its secret is wrong, or the server wants clientAuthentication: ${other}`
      : '';
  return new CollectionError('status', `no token: ${statusText(status)}${code}${advice}`, {
    status,
  });
}

function credentialsOf(response: Readonly<Record<string, unknown>>): Obtained<Credentials> {
  const { access_token: token, expires_in: seconds } = response;
  if (typeof token !== 'string') {
    throw new CollectionError('decode', 'the response has no access_token');
  }
  const lifetime = Number(seconds ?? Number.NaN) * 1000;
  return {
    value: { headers: { authorization: `Bearer ${checkToken(token)}` } },
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
  throw new CollectionError('decode', 'the response is not a JSON object');
}
