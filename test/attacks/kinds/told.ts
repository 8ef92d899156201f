import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../harness/attack.ts';
import { answerJson, answerPage, gauge, range } from '../harness/answers.ts';

function logFlood(): Attack {
  let scrapes = 0;
  return {
    name: 'log-flood',
    about: 'A page with 12,000 refused names, other ones each time: one line of the log each.',
    collectors: (url) => ({
      flood: { timeout: '10s', http: { url }, decode: 'prometheus' },
      skips: {
        timeout: '10s',
        http: { url: `${url}/skips` },
        each: 'items',
        labels: { id: 'id' },
        metrics: { skips_value: { help: 'A value.', value: 'to_number(v) || parse_bytes(v)' } },
      },
    }),
    answer({ url }, response) {
      scrapes += 1;
      if (url === '/skips') {
        answerJson(response, {
          items: range(12_000, (id) => ({ id, v: `text ${scrapes}-${id}` })),
        });
        return;
      }
      const names = range(12_000, (index) => `polyprom_${scrapes}_${index}_name 1\n`);
      answerPage(response, names.join(''));
    },
    seconds: 40,
    async run({ scrape, get, log, check }) {
      for (let count = 0; count < 6; count += 1) await scrape(['flood', 'skips']);
      const lines = log().split('\n').length;
      check(lines < 200, `6 scrapes are ${lines} lines of the log`);
      const { text } = await get('/');
      check(text.length < 500_000, `the status page has ${text.length} bytes`);
    },
  };
}

const escape = '\u001b[31mred\u001b]0;title\u0007\u009b2J';

/** A key of 54 characters, and a token as long as JWTs are. */
const key = `k3y-${'abcdefghij'.repeat(5)}`;
const token = `eyJhbGciOiJIUzI1NiJ9.${'Zm9vYmFy'.repeat(40)}.${'S'.repeat(200)}`;

function secretsEchoed(): Attack {
  return {
    name: 'secrets-echoed',
    quick: true,
    mayHold: {
      ms: 100,
      reason:
        'The first request for /config, which is off by default, derives the JSON Schema from the schema in one step.',
    },
    about: 'An upstream that sends credentials back, whole, encoded or in parts, in what it says.',
    settings: { server: { endpoints: { debug: true, config: true } } },
    environment: {
      MY_TOKEN: token,
      SHOP_PASS: 'pass-of-the-shop-1234',
      DB_PWD: 'pwd-of-the-database-1',
      SENTRY_DSN: 'https://0123456789abcdef@sentry.example/1',
    },
    collectors: (url) => ({
      value: gauge('value', `${url}/value`, echoed(url, 'value')),
      text: gauge('text', `${url}/text`, echoed(url, 'text')),
      status: gauge('status', `${url}/status`, echoed(url, 'status')),
      escapes: gauge('escapes', `${url}/escapes`),
      query: gauge('query', url, {
        http: {
          url: `${url}/x?pass=\${env:SHOP_PASS}`,
          query: { db: '${env:DB_PWD}' },
          headers: { 'x-dsn': '${env:SENTRY_DSN}' },
        },
      }),
    }),
    answer({ url = '', headers }, response) {
      const said = `${headers.authorization} and ${String(headers['x-api-key'])}`;
      if (url === '/status') response.statusCode = 400;
      if (url === '/escapes') answerJson(response, { v: escape });
      else if (url === '/value') answerJson(response, { v: `this one is no good here: ${said}` });
      else response.end(`{"error": ${said}`);
    },
    async run({ scrape, get, log, check }) {
      const names = ['value', 'text', 'status', 'escapes', 'query'];
      await scrape(names);
      const places: Record<string, string> = {
        log: log(),
        status: (await get('/')).text,
        api: (await get('/api/status')).text,
        config: (await get('/config')).text,
      };
      for (const name of names) {
        places[`debug of ${name}`] = (await get(`/collectors/${name}/debug`)).text;
        await sleep(20);
      }
      for (const [place, text] of Object.entries(places)) {
        for (const secret of [
          key,
          token,
          'pass-of-the-shop-1234',
          'pwd-of-the-database-1',
          '0123456789abcdef',
        ]) {
          const shown = longestStart(text, secret);
          check(
            shown < 8,
            `the ${place} shows ${shown} of ${secret.length} characters of a secret`,
          );
        }
        check(
          !text.includes('\u001b') && !text.includes('\u009b'),
          `the ${place} has a code that a terminal obeys`,
        );
      }
    },
  };
}

function echoed(url: string, path: string) {
  return {
    http: {
      url: `${url}/${path}`,
      headers: { 'x-api-key': key },
      auth: { bearer: { token: '${env:MY_TOKEN}' } },
    },
  };
}

function longestStart(text: string, secret: string): number {
  let length = 0;
  while (length < secret.length && text.includes(secret.slice(0, length + 1))) length += 1;
  return length;
}

function debugFlood(): Attack {
  return {
    name: 'debug-flood',
    about: '40 requests for the explanation of a collector of 20,000 series at once.',
    settings: { server: { endpoints: { debug: true } } },
    collectors: (url) => ({
      shop: {
        http: { url },
        each: 'items',
        labels: { id: 'id' },
        metrics: { shop_item_value: { help: 'A value.', value: 'v' } },
      },
    }),
    answer: (_request, response) =>
      answerJson(response, {
        items: range(20_000, (v) => ({ id: `item-${v}-`.padEnd(100, 'x'), v })),
      }),
    seconds: 30,
    async run({ get, check }) {
      const answers = await Promise.all(
        range(40, () => get('/collectors/shop/debug', { timeoutMs: 20_000 }).catch(() => {})),
      );
      const good = answers.filter((answer) => answer?.status === 200).length;
      const refused = answers.filter((answer) => answer?.status === 429).length;
      check(good >= 1 && good + refused === 40, `${good} of 40 explained, ${refused} refused`);
    },
  };
}

export const tellingAttacks = [logFlood(), secretsEchoed(), debugFlood()];
