import { CollectionError } from '../../engine/source.ts';
import { errors } from 'undici';
import { messageOf } from '../../engine/failure.ts';
import { RequestFailure } from './request-failure.ts';
import { tlsFault } from '../transport/tls-error.ts';

const { STATUS_CODES } = process.getBuiltinModule('node:http'); // not by import: see server/listen.ts

/** What the properties of Node's errors are called that say more than the message does. */
interface Details {
  readonly code: string;
  readonly address: string;
  readonly hostname: string;
}

/**
 * A request without an answer, in words: how far it got, what went wrong, and where there is something
 * to do about it, what.
 */
export function networkError(failure: RequestFailure): CollectionError {
  const { cause, doing, via } = failure;
  const [reason, words] =
    cause instanceof CollectionError
      ? [cause.reason, `${cause.message}: was ${doing}`]
      : ['connection' as const, wordsOf(failure)];
  const by = via === undefined || words.includes(via) ? '' : ` (by ${via})`;
  return new CollectionError(reason, words + by, { cause });
}

/** The same for anything that was thrown; what is no RequestFailure stays as it is. */
export function inWords(thrown: unknown): unknown {
  return thrown instanceof RequestFailure ? networkError(thrown) : thrown;
}

/** Whether a kept connection may have been closed by the server just when it was used again. */
export function isStale({ phase, cause }: RequestFailure): boolean {
  return phase === 'answer' && isCut(detail(cause).code);
}

/** Whether the same request may well succeed a moment later. */
export function isPassing({ reason, cause }: CollectionError): boolean {
  return (
    reason === 'connection' &&
    tlsFault(cause) === undefined &&
    detail(cause).code !== 'UND_ERR_INVALID_ARG'
  );
}

function wordsOf({ cause, phase, doing, url, via }: RequestFailure): string {
  const tls = tlsFault(cause);
  if (tls !== undefined) return tls;
  const { code } = detail(cause);
  const proxy = proxyWords(messageOf(cause), via);
  if (proxy !== undefined) return proxy;
  if (code === 'UND_ERR_INVALID_ARG') return `cannot be sent: ${messageOf(cause)}`;
  if (phase === 'connect') return connectWords(cause, url, via);
  if (cause instanceof errors.HTTPParserError) return notHttp(url);
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return 'the headers of the answer are larger than 16 KiB';
  if (isCut(code)) {
    return phase === 'body'
      ? `the connection ended while ${doing}: the body is truncated`
      : 'the connection ended before an answer came';
  }
  return `failed while ${doing}: ${messageOf(cause)}`;
}

const lookupFaults: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  EAI_NONAME: 'there is no such name',
  EAI_NODATA: 'the name has no address',
  EAI_AGAIN: 'the name server gave no answer',
};

const connectFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  EADDRNOTAVAIL: 'this machine has no address of that kind',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ENOENT: 'there is no such socket',
  ENOTSOCK: 'it is not a socket',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

function connectWords(cause: unknown, url: URL, via: string | undefined): string {
  const { code, hostname } = detail(cause);
  const lookup = lookupFaults[code];
  if (lookup !== undefined)
    return `cannot look up ${hostname || url.hostname}: ${lookup} (${code})`;
  const attempts = attemptsOf(cause).map((each) => {
    const found = detail(each);
    return { place: found.address, why: connectFaults[found.code] ?? messageOf(each) };
  });
  const [first] = attempts;
  if (attempts.length > 1) {
    const each = attempts.map(({ place, why }) => `${place} (${why})`);
    return `cannot connect to ${url.host} at any of its addresses: ${each.join(', ')}`;
  }
  if (code === 'ECONNRESET' && url.protocol === 'https:') {
    return `${url.host} closed the connection in the TLS handshake: does it speak TLS on this port?`;
  }
  const place = via?.startsWith('the socket') === true ? via : first?.place || url.host;
  return `cannot connect to ${place}: ${first?.why ?? messageOf(cause)}`;
}

/** Happy eyeballs fails with one error for each address. */
function attemptsOf(cause: unknown): readonly unknown[] {
  const inner =
    cause instanceof Error && cause.cause instanceof AggregateError ? cause.cause : cause;
  return inner instanceof AggregateError && inner.errors.length > 0 ? inner.errors : [cause];
}

function proxyWords(message: string, via: string | undefined): string | undefined {
  const [, status] = /Proxy (?:response|Authentication Required) \((\d+)\)/.exec(message) ?? [];
  if (status === undefined) return undefined;
  const advice = status === '407' ? ': write its user and password under proxy' : '';
  return `${via ?? 'the proxy'} answered ${status} ${STATUS_CODES[status] ?? ''}${advice}`;
}

function notHttp(url: URL): string {
  return url.protocol === 'http:'
    ? 'the answer is not HTTP: if the server speaks TLS, write https://'
    : 'the answer is not HTTP';
}

function isCut(code: string): boolean {
  return ['UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ECONNRESET', 'EPIPE'].includes(
    code,
  );
}

function detail(error: unknown): Details {
  const found = { code: '', address: '', hostname: '' };
  if (!(error instanceof Error)) return found;
  if ('code' in error && typeof error.code === 'string') found.code = error.code;
  if ('hostname' in error && typeof error.hostname === 'string') found.hostname = error.hostname;
  if ('address' in error && typeof error.address === 'string') {
    const { address } = error;
    const port = 'port' in error && typeof error.port === 'number' ? `:${error.port}` : '';
    found.address = `${address.includes(':') ? `[${address}]` : address}${port}`;
  }
  return found;
}
