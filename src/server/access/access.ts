import { isIPv6 } from 'node:net';
import type { RequestHandler } from 'express';
import type { Clock } from '../../engine/clock.ts';
import type { RateLimit, WebConfig } from '../../web-config/model.ts';
import { basicCredentials } from './basic-credentials.ts';
import type { Passwords } from './passwords.ts';
import { createRateLimiter } from './rate-limiter.ts';

type AccessConfig = Pick<WebConfig, 'rateLimit' | 'users'>;

/**
 * Accepts or rejects a request according to the active web configuration. Same order as the exporter-toolkit: first
 * the rate limit (429), then the credentials (401).
 *
 * @param current the active web configuration; undefined: everything is allowed
 */
export function requireAccess(
  current: () => AccessConfig | undefined,
  passwords: Passwords,
  clock: Pick<Clock, 'monotonic'>,
): RequestHandler {
  let limited: RateLimit | undefined;
  let isAllowed: () => boolean = always;

  return async (request, response, next) => {
    const config = current();
    if (config?.rateLimit !== limited) {
      limited = config?.rateLimit;
      isAllowed = limited === undefined ? always : createRateLimiter(limited, clock);
    }
    if (!isAllowed()) {
      const seconds = Math.ceil((limited?.interval ?? 0) / 1000);
      response.status(429).set('Retry-After', String(seconds)).type('text/plain');
      response.send('more requests than rate_limit of the web configuration allows\n');
      return;
    }
    if (config === undefined || config.users.size === 0) {
      next();
      return;
    }
    const credentials = basicCredentials(request.get('authorization'));
    const client = clientOf(request.socket.remoteAddress);
    const verdict =
      credentials === undefined
        ? 'wrong'
        : await passwords.check(config.users, credentials, client);
    if (verdict === 'good') {
      next();
    } else if (verdict === 'busy') {
      response.status(429).set('Retry-After', '1').type('text/plain');
      response.send('too many passwords are being checked: try again later\n');
    } else {
      response.status(401).set('WWW-Authenticate', 'Basic realm="polyprom", charset="UTF-8"');
      response.type('text/plain').send('user name and password are required\n');
    }
  };
}

function always(): boolean {
  return true;
}

/** Clients that share a place in a queue: one IPv4 address, or one /64 network, which an IPv6 host typically has. */
function clientOf(address = ''): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const rest = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - groups.length - rest.length }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
