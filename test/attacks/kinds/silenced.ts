import type { Attack } from '../harness/attack.ts';
import { answerJson, gauge } from '../harness/answers.ts';

/** Status and Retry-After of the one bad answer. */
const answers: Readonly<Record<string, readonly [number, string]>> = {
  notfound: [404, '86400'],
  moved: [301, '86400'],
  unauthorized: [401, '86400'],
  failed: [500, '86400'],
  lenient_date: [503, 'v1.2099'],
  words: [503, 'try again in 2099'],
  hex: [503, '0x7fffffff'],
  negative: [503, '-5'],
  fraction: [503, '1e9'],
};

function retryAfter(): Attack {
  let bad = true;
  return {
    name: 'retry-after',
    quick: true,
    about: 'One answer with Retry-After for a day: the collector must not be blind for it.',
    collectors: (url) => ({
      ...Object.fromEntries(
        Object.keys(answers).map((name) => [name, gauge(name, `${url}/${name}`)]),
      ),
      day: gauge('day', `${url}/day`),
    }),
    answer({ url = '' }, response) {
      if (!bad) {
        answerJson(response, { v: 1 });
        return;
      }
      const [status, value] = answers[url.slice(1)] ?? [503, '86400'];
      response.statusCode = status;
      response.setHeader('retry-after', value);
      response.end();
    },
    async run({ scrape, get, check }) {
      bad = true;
      const names = Object.keys(answers);
      await scrape([...names, 'day']);
      bad = false;
      const page = await scrape(names);
      const blind = names.filter((name) => !page.succeeded(name));
      check(blind.length === 0, `blind though the upstream is well again: ${blind.join(', ')}`);
      await scrape(['day']);
      const { text } = await get('/api/status');
      check(
        /15 ?m|900|maxRetryAfter/.test(text),
        'of a Retry-After of a day nothing says that it is cut to 15 minutes',
      );
    },
  };
}

const tokens: Readonly<Record<string, unknown>> = {
  line_feed: 'a\r\nx-injected: 1',
  nul: 'a\0b',
  beyond_latin1: 'ä€',
  long: 'x'.repeat(20_000),
  longer: 'x'.repeat(900_000),
  refused: 'not the right one',
  empty: '',
  number: 5,
};

function badTokens(): Attack {
  let bad = true;
  return {
    name: 'bad-tokens',
    quick: true,
    about: 'A token endpoint and a login that give rubbish once: the collectors must recover.',
    collectors: (url) =>
      Object.fromEntries(
        Object.keys(tokens).flatMap((name) => [
          [
            `oauth_${name}`,
            gauge(`oauth_${name}`, url, {
              http: {
                url: `${url}/400`,
                auth: {
                  oauth2: {
                    tokenUrl: `${url}/token/${name}`,
                    clientId: 'client',
                    clientSecret: '${env:CLIENT_SECRET}',
                  },
                },
              },
            }),
          ],
          [
            `login_${name}`,
            gauge(`login_${name}`, url, {
              http: {
                url: `${url}/401`,
                auth: { login: { url: `${url}/token/${name}`, token: 'access_token' } },
              },
            }),
          ],
        ]),
      ),
    environment: { CLIENT_SECRET: 'correct horse battery staple' },
    answer({ url = '', headers }, response) {
      const [, kind = '', name = ''] = url.split('/');
      if (kind === 'token') {
        const token = bad ? tokens[name] : 'good';
        answerJson(response, { access_token: token, expires_in: 3600 });
        return;
      }
      if (headers.authorization !== 'Bearer good') response.statusCode = Number(kind);
      answerJson(response, { v: 1 });
    },
    async run({ scrape, check }) {
      bad = true;
      const names = Object.keys(tokens).flatMap((name) => [`oauth_${name}`, `login_${name}`]);
      await scrape(names);
      bad = false;
      await scrape(names);
      const page = await scrape(names);
      const stuck = names.filter((name) => !page.succeeded(name));
      check(stuck.length === 0, `never well again: ${stuck.join(', ')}`);
    },
  };
}

export const silencingAttacks = [retryAfter(), badTokens()];
