import { expect, it } from 'vitest';
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
