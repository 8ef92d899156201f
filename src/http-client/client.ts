import type { DecodeOptions } from '../decode/decode.ts';
import type { Clock } from '../engine/clock.ts';
import type { SecretMemory } from '../schema/scrubber.ts';
import type { Text } from '../schema/text.ts';
import type { Auth, Digest } from './auth/auth-schema.ts';
import { createAuthentication } from './auth/authentication.ts';
import { authenticateByDigest } from './auth/digest.ts';
import type { Login } from './auth/login-schema.ts';
import { decompressBody } from './exchange/body.ts';
import { checkStatus } from './exchange/check-status.ts';
import { exchangeCookies } from './exchange/exchange-cookies.ts';
import { learnCookies } from './exchange/learn-cookies.ts';
import { measureTime } from './exchange/measure-time.ts';
import { nameFailures } from './exchange/name-failures.ts';
import { reconnect } from './exchange/reconnect.ts';
import { followRedirects, type RedirectRules } from './exchange/redirects.ts';
import { retry } from './exchange/retry.ts';
import type { Retries } from './exchange/retry-schema.ts';
import { revalidate } from './exchange/revalidate.ts';
import { sendThrough } from './exchange/send.ts';
import { sendTolerantly } from './exchange/tolerant-send.ts';
import { createUrlDisplay, type ShowUrl } from './exchange/shown-url.ts';
import type { StatusRange } from './exchange/status-range.ts';
import { compose, type Send, type Step } from './exchange/step.ts';
import { traceRequests } from './exchange/trace-requests.ts';
import { textsOf, type RequestTemplate } from './exchange/request-template.ts';
import { createTransport, type TransportContext } from './transport/transport.ts';
import type { TransportOptions } from './transport/transport-schema.ts';

export interface ClientOptions extends RequestTemplate, TransportOptions {
  readonly auth?: Auth | undefined;
  readonly retries?: Retries | undefined;
  readonly validStatus: readonly StatusRange[];
  readonly redirects: RedirectRules['redirects'];
  readonly allowInsecureRedirects: boolean;
  readonly followRedirects?: boolean | undefined;
  readonly revalidate?: boolean | undefined;
}

export interface ClientContext extends TransportContext {
  readonly clock: Clock;
  /** Registers tokens and cookies as secrets while they are in use, so that no output shows them. */
  readonly secrets: SecretMemory;
  /** How the documents are decoded, to detect an expired session in them. */
  readonly decode?: DecodeOptions | undefined;
}

/**
 * A client for the requests of one source. Failures are CollectionErrors that name the request, without
 * secrets. Credentials are obtained on demand and cached for later requests.
 */
export function createHttpClient(options: ClientOptions, context: ClientContext): Send {
  const { clock } = context;
  const { auth = {}, retries, validStatus } = options;
  const mayRepeatPost = retries?.idempotent === true;
  const show = createUrlDisplay(textsOf(options));
  const transport = createTransport(options, options.method !== 'POST' || mayRepeatPost, context);
  const send = sendTolerantly(sendThrough(transport), transport, {
    lenient: options.lenient === true,
    mayRepeatPost,
  });
  const redirects = redirectRules(options);
  const cookies = learnCookies(context.secrets);
  const login = {
    show: createUrlDisplay([...textsOf(options), ...textsOfLogin(auth.login)]),
    // A login often ends with a redirect, so the setting for documents does not apply.
    redirects: { ...redirects, ...(redirects.redirects === 'refuse' && sameOrigin) },
    mayRepeatPost,
    clock,
    cookies,
  };

  return compose(
    [
      retry(retries),
      checkStatus(validStatus, show, clock, Object.keys(auth)[0]),
      createAuthentication(auth, {
        clock,
        secrets: context.secrets,
        decode: context.decode,
        sendLogin: compose(exchange(login), send),
        sendTokenRequest: createTokenClient(options, context),
      }),
      ...(options.revalidate === true ? [revalidate()] : []),
      ...exchange({ show, redirects, mayRepeatPost, clock, cookies, digest: auth.digest }),
    ],
    send,
  );
}

function textsOfLogin(login: Login | undefined): readonly Text[] {
  if (login === undefined) return [];
  const { url, steps = [], headers, form, body } = login;
  const single = url === undefined ? [] : textsOf({ url, method: 'GET', headers, form, body });
  return [...single, ...steps.flatMap((step) => textsOf({ ...step, method: 'GET' }))];
}

const sameOrigin = { redirects: 'same-origin' } as const;

function redirectRules(options: ClientOptions): RedirectRules {
  const { redirects, followRedirects: follow, allowInsecureRedirects } = options;
  return { redirects: follow === false ? 'refuse' : redirects, allowInsecureRedirects };
}

interface ExchangeRules {
  readonly show: ShowUrl;
  readonly redirects: RedirectRules;
  readonly mayRepeatPost: boolean;
  readonly clock: Clock;
  /** Registers the cookies as secrets. */
  readonly cookies: Step;
  readonly digest?: Digest | undefined;
}

/** The steps of every request, including those for a login or a token. */
function exchange(rules: ExchangeRules): readonly Step[] {
  const { show, redirects, mayRepeatPost, clock, cookies, digest } = rules;
  return [
    nameFailures(show),
    decompressBody(),
    measureTime(clock),
    followRedirects(redirects, show),
    // Inside the redirect step, because the credentials depend on the URL.
    ...(digest === undefined ? [] : [authenticateByDigest(digest)]),
    exchangeCookies(),
    cookies,
    reconnect(mayRepeatPost),
    traceRequests(show, clock),
  ];
}

/** Tokens often come from a different host than the documents, with a certificate from a different CA. */
function createTokenClient({ tls, proxy, auth }: ClientOptions, context: ClientContext): Send {
  const oauth2 = auth?.oauth2;
  const settings = { tls: oauth2?.tls ?? tls, proxy, socketPath: undefined, keepAlive: false };
  const rules = {
    show: createUrlDisplay(oauth2 === undefined ? [] : [oauth2.tokenUrl]),
    redirects: { redirects: 'refuse', allowInsecureRedirects: false } as const,
    mayRepeatPost: false,
    clock: context.clock,
    cookies: learnCookies(context.secrets),
  };
  return compose(exchange(rules), sendThrough(createTransport(settings, false, context)));
}
