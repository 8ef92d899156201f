import { CollectionError } from '../../engine/source.ts';
import { errors } from 'undici';
import { messageOf } from '../../engine/failure.ts';
import { RequestFailure } from './request-failure.ts';
import { excerptOf, isTlsAlert } from '../transport/excerpt.ts';
import { isTargetRefusal } from '../targets/gate.ts';
import { tlsFault } from '../transport/tls-error.ts';
import { HttpSyntaxError } from '../transport/tolerant-parser.ts';

const { STATUS_CODES } = process.getBuiltinModule('node:http'); // not by import: see server/listen.ts

/** Properties of Node.js errors that are more specific than their message. */
interface Details {
  readonly code: string;
  readonly address: string;
  readonly hostname: string;
}

/** Describes how far a request without a response got, what failed and, where possible, what to do. */
function networkError(failure: RequestFailure): CollectionError {
  const { cause, doing, via } = failure;
  const [reason, words] =
    cause instanceof CollectionError
      ? [cause.reason, `${cause.message}: was ${doing}`]
      : ['connection' as const, wordsOf(failure)];
  const by = via === undefined || words.includes(via) ? '' : ` (through ${via})`;
  return new CollectionError(reason, words + by, { cause });
}

/** The same for any thrown value; anything except a RequestFailure is returned unchanged. */
export function describeFailure(thrown: unknown): unknown {
  return thrown instanceof RequestFailure ? networkError(thrown) : thrown;
}

/** Whether the server may have closed a kept-alive connection at the moment it was reused. */
export function isStale({ phase, cause }: RequestFailure): boolean {
  return phase === 'response' && isCut(detail(cause).code);
}

/** Whether a request was not sent because part of it, such as a header, is invalid. */
export function isUnsendable(error: unknown): boolean {
  return error instanceof CollectionError && detail(error.cause).code === 'UND_ERR_INVALID_ARG';
}

/** Whether the same request may succeed if it is retried. */
export function isPassing({ reason, cause }: CollectionError): boolean {
  return (
    !isTargetRefusal(cause) &&
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
  if (cause instanceof HttpSyntaxError) return cause.message;
  if (code === 'HPE_INVALID_EOF_STATE') return cutWords(phase, doing);
  if (cause instanceof errors.HTTPParserError) return notHttp(cause, url);
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return 'the headers of the response are larger than 16 KiB';
  if (isCut(code)) {
    return cutWords(phase, doing);
  }
  return `failed while ${doing}: ${messageOf(cause)}`;
}

const lookupFaults: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host',
  EAI_NONAME: 'no such host',
  EAI_NODATA: 'the host has no IP address',
  EAI_AGAIN: 'the name server did not respond',
};

const connectFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  EADDRNOTAVAIL: 'this machine has no IP address of that kind',
  ETIMEDOUT: 'timed out',
  UND_ERR_CONNECT_TIMEOUT: 'timed out',
  ENOENT: 'no such socket',
  ENOTSOCK: 'not a socket',
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
    return `cannot connect to ${url.host} at any of its IP addresses: ${each.join(', ')}`;
  }
  if (code === 'ECONNRESET' && url.protocol === 'https:') {
    return `${url.host} closed the connection during the TLS handshake: check that it speaks TLS on this port`;
  }
  const place = via?.startsWith('the socket') === true ? via : first?.place || url.host;
  return `cannot connect to ${place}: ${first?.why ?? messageOf(cause)}`;
}

/** Happy Eyeballs fails with one error per address. */
function attemptsOf(cause: unknown): readonly unknown[] {
  const inner =
    cause instanceof Error && cause.cause instanceof AggregateError ? cause.cause : cause;
  return inner instanceof AggregateError && inner.errors.length > 0 ? inner.errors : [cause];
}

function proxyWords(message: string, via: string | undefined): string | undefined {
  const [, status] = /Proxy (?:response|Authentication Required) \((\d+)\)/.exec(message) ?? [];
  if (status === undefined) return undefined;
  const advice = status === '407' ? ': set proxy.username and proxy.password' : '';
  return `${via ?? 'the proxy'} responded with ${status} ${STATUS_CODES[status] ?? ''}${advice}`;
}

function cutWords(phase: RequestFailure['phase'], doing: string): string {
  return phase === 'body'
    ? `the connection was closed while ${doing}: the body is truncated`
    : 'the connection was closed before a response arrived';
}

/** The second attempt, with the tolerant parser, could not read the response either. */
function notHttp(error: errors.HTTPParserError, { protocol }: URL): string {
  const { message } = error;
  const data: unknown = 'data' in error ? error.data : undefined;
  const bytes = Buffer.from(typeof data === 'string' ? data : '', 'latin1');
  if (protocol === 'http:' && isTlsAlert(bytes)) return 'the server speaks TLS: use https://';
  const open = message.endsWith(')') ? message.indexOf('(') : -1;
  const fault = open < 0 ? message : message.slice(open + 1, -1);
  const place = bytes.length === 0 ? '' : `, at ${excerptOf(bytes)}`;
  return `the response breaks HTTP (${fault}${place}): if it is right, set lenient: true to read it`;
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
