import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, Scene } from '../harness/attack.ts';
import { answerJson, gauge, range } from '../harness/answers.ts';

const header = 'x-prometheus-scrape-timeout-seconds';

/** An upstream that can be told to hang, or to take its time. */
function slowUpstream() {
  const state = { hangs: false, delayMs: 0 };
  const answer = (_request: unknown, response: ServerResponse): void => {
    if (!state.hangs) setTimeout(() => answerJson(response, { v: 1 }), state.delayMs);
  };
  return { state, answer };
}

function longTimeout(): Attack {
  const { state, answer } = slowUpstream();
  return {
    name: 'scrape-timeout-long',
    about: 'A scrape with a timeout of 23 days, or 1e308 seconds, while an upstream hangs once.',
    collectors: (url) => ({ pinned: { ...gauge('pinned', url), timeout: null } }),
    answer,
    settings: { scrape: { timeout: '3s' } },
    async run(scene) {
      for (const seconds of ['3000000', '1e308', '-1', '0', 'NaN', '0x10', 'Infinity', '']) {
        const page = await scene
          .get('/metrics?collect[]=pinned', { headers: { [header]: seconds }, timeoutMs: 5000 })
          .catch(() => undefined);
        scene.check(
          page !== undefined && (page.status === 400 || page.text.includes('pinned_value 1\n')),
          `a timeout of "${seconds}" fails a good collector: ${page?.status}`,
        );
      }
      state.hangs = true;
      const hanging = scene
        .get('/metrics?collect[]=pinned', { headers: { [header]: '2000000' }, timeoutMs: 8000 })
        .catch(() => undefined);
      await sleep(500);
      state.hangs = false;
      await hanging;
      await checkLog(scene);
    },
  };
}

/** Each line is one of the log's own. */
async function checkLog({ log, check }: Scene): Promise<void> {
  const other = log()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'));
  check(other.length === 0, `the log has a line that is no JSON: ${other[0]?.slice(0, 120)}`);
}

function pinned(): Attack {
  const { state, answer } = slowUpstream();
  return {
    name: 'scrape-timeout-pinned',
    about: 'One client with a timeout of 23 days joins a collection that hangs: others must go on.',
    collectors: (url) => ({ pinned: { ...gauge('pinned', url), timeout: null } }),
    answer,
    settings: { scrape: { maxTimeout: '4s' } },
    seconds: 25,
    async run({ get, scrape, check }) {
      state.hangs = true;
      const waiting = get('/metrics?collect[]=pinned', {
        headers: { [header]: '2000000' },
        timeoutMs: 20_000,
      }).catch(() => undefined);
      await sleep(500);
      state.hangs = false;
      await sleep(5000);
      const page = await scrape(['pinned'], 3);
      check(page.succeeded('pinned'), 'the collector is still bound to the one hung request');
      await waiting;
    },
  };
}

function shortTimeouts(): Attack {
  const { state, answer } = slowUpstream();
  return {
    name: 'scrape-timeout-short',
    about: 'A client that scrapes with 0.3 s all the time, of an upstream that takes 0.2 s.',
    collectors: (url) => ({ shared: { ...gauge('shared', url), timeout: null } }),
    answer,
    async run({ get, scrape, check }) {
      state.delayMs = 200;
      const over = new AbortController();
      const flood = (async () => {
        while (!over.signal.aborted) {
          await get('/metrics?collect[]=shared', { headers: { [header]: '0.3' } }).catch(() => {});
        }
      })();
      let good = 0;
      for (let count = 0; count < 10; count += 1) {
        if ((await scrape(['shared'])).succeeded('shared')) good += 1;
        await sleep(200);
      }
      over.abort();
      await flood;
      check(good === 10, `${good} of 10 scrapes with 10 s were good`);
    },
  };
}

function starvation(): Attack {
  const hanging = range(6, (index) => `a_hangs${index}`);
  const good = range(6, (index) => `good${index}`);
  return {
    name: 'starvation',
    about: 'concurrency 3, six collectors that hang: the good ones must get through.',
    // Its own collectors are what is judged: the others wait for the same slots.
    settings: { scrape: { concurrency: 3 } },
    collectors: (url) =>
      Object.fromEntries([
        ...hanging.map((name) => [name, { ...gauge(name, `${url}/hang`), timeout: null }]),
        ...good.map((name) => [name, { ...gauge(name, `${url}/good`), timeout: null }]),
      ]),
    answer({ url }, response) {
      if (url === '/good') answerJson(response, { v: 1 });
    },
    seconds: 30,
    async run({ scrape, check }) {
      const counts: number[] = [];
      for (let count = 0; count < 5; count += 1) {
        const page = await scrape([...hanging, ...good], 3);
        counts.push(good.filter((name) => page.succeeded(name)).length);
      }
      // In two scrapes every one that hangs has had its turn.
      check(
        counts.slice(2).every((count) => count === good.length),
        `of 6 good collectors got through, scrape by scrape: ${counts.join(', ')}`,
      );
    },
  };
}

export const deadlineAttacks = [longTimeout(), pinned(), shortTimeouts(), starvation()];
