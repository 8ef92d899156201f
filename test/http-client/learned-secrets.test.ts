import { expect, it } from 'vitest';
import { maxKnownCookies } from '../../src/http-client/exchange/learn-cookies.ts';
import { createScrubber } from '../../src/schema/scrubber.ts';
import { createReader } from './reader.ts';
import { json, startServer } from './server.ts';

it('a token is known as a secret once it was obtained', async () => {
  const issuer = await startServer((_, response) => {
    json(response, { access_token: 'obtained-at-run-time' });
  });
  const { url } = await startServer((_, response) => json(response, { a: 1 }));
  const secrets = createScrubber();
  const oauth2 = { tokenUrl: `${issuer.url}/token`, clientId: 'c', clientSecret: 'hush-hush' };
  await createReader({ url, auth: { oauth2 } }, { secrets }).read();

  expect(secrets.scrub('echo: obtained-at-run-time')).toBe('echo: <secret>');
});

it('the cookie of a login is known as a secret', async () => {
  const { url } = await startServer((_, response) => {
    response.setHeader('set-cookie', 'sid=0123456789abcdef; Path=/');
    json(response, { a: 1 });
  });
  const secrets = createScrubber();
  await createReader({ url, auth: { login: { url: `${url}/login` } } }, { secrets }).read();

  expect(secrets.scrub('sid=0123456789abcdef')).toBe('sid=<secret>');
});

it('a cookie of any response is known until it is replaced', async () => {
  let cookies = ['first=cookie-number-one; Path=/', 'lang=en'];
  const { url } = await startServer((_, response) => {
    response.setHeader('set-cookie', cookies);
    json(response, { a: 1 });
  });
  const calls: string[] = [];
  const secrets = {
    learn: (secret: string) => calls.push(`learn ${secret}`),
    forget: (secret: string) => calls.push(`forget ${secret}`),
  };
  const reader = createReader({ url }, { secrets });
  await reader.read();
  await reader.read();
  cookies = ['first=cookie-number-two'];
  await reader.read();

  expect(calls).toEqual([
    'learn cookie-number-one',
    'learn cookie-number-two',
    'forget cookie-number-one',
  ]);
});

it('of a server that sets cookies without end, only the last ones are known', async () => {
  const all = Array.from({ length: maxKnownCookies + 20 }, (_, i) => `value-of-cookie-${i}`);
  const { url } = await startServer((_, response) => {
    response.setHeader(
      'set-cookie',
      all.map((value, i) => `c${i}=${value}`),
    );
    json(response, { a: 1 });
  });
  const forgotten: string[] = [];
  const secrets = { learn: () => {}, forget: (secret: string) => forgotten.push(secret) };
  await createReader({ url }, { secrets }).read();

  expect(forgotten).toEqual(all.slice(0, 20));
});
