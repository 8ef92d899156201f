import type { Attack } from '../harness/attack.ts';
import { answerPage, gauge, range, tooCostly } from '../harness/answers.ts';

/** A few letters each, so that many fit into a small page. */
function labelName(index: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor(rest / 26)) {
    name = letters[rest % 26] + name;
  }
  return `l${name}`;
}

/** Rows that have one label each, beside a few that have hundreds: cells are the product of both. */
function sparsePage(families: number, rows: number, labels: number): string {
  return range(families, (family) => {
    const wide = range(Math.ceil(labels / 400), (index) => {
      const names = range(Math.min(400, labels - index * 400), (label) =>
        labelName(index * 400 + label),
      );
      return `f${family}{${names.map((name) => `${name}="1"`).join(',')}} 1\n`;
    });
    return `${wide.join('')}${range(rows, (row) => `f${family}{a="${row}"} 1\n`).join('')}`;
  }).join('');
}

const cells = /label values, absent ones included, more than 20 for each of limits.samples/;

export const labelCells: Attack = {
  name: 'label-cells',
  about:
    'A page of 100 KB whose rows and label names make 10 million cells; and one of many families.',
  collectors: (url) => ({
    cells: { timeout: '5s', http: { url: `${url}/one` }, decode: 'prometheus' },
    families: { timeout: '5s', http: { url: `${url}/many` }, decode: 'prometheus' },
  }),
  answer: ({ url }, response) =>
    answerPage(response, url === '/one' ? sparsePage(1, 1000, 9900) : sparsePage(60, 300, 800)),
  async run({ scrape, expectFailure }) {
    await scrape(['cells']);
    await expectFailure('cells', cells, 5);
    await scrape(['families']);
    await expectFailure('families', cells, 5);
  },
};

export const contentType: Attack = {
  name: 'content-type',
  about: 'The upstream of a JSON collector names other formats, and so chooses the decoder.',
  collectors: (url) => ({
    json: gauge('json', `${url}/prometheus`),
    formats: gauge('formats', `${url}/yaml`),
  }),
  answer({ url }, response) {
    if (url === '/prometheus') {
      answerPage(response, sparsePage(1, 1000, 9900));
    } else {
      response.setHeader('content-type', 'application/yaml');
      response.end('{},'.repeat(40_000));
    }
  },
  async run({ scrape, expectFailure }) {
    await scrape(['json']);
    await expectFailure('json', /content[- ]type|text\/plain|prometheus/i, 5);
    await scrape(['formats']);
    await expectFailure('formats', /YAML at 1:\d+: /, 5);
  },
};

export const manyFamilies: Attack = {
  name: 'many-families',
  about:
    'Pages just small enough for the event loop: families of one sample, 12,000 refused names.',
  collectors: (url) => ({
    families: { timeout: '5s', http: { url: `${url}/families` }, decode: 'prometheus' },
    types: { timeout: '5s', http: { url: `${url}/types` }, decode: 'prometheus' },
    duplicates: { timeout: '5s', http: { url: `${url}/duplicates` }, decode: 'prometheus' },
  }),
  answer({ url }, response) {
    if (url === '/families') answerPage(response, range(48_000, (n) => `f${n} 1\n`).join(''));
    else if (url === '/types') {
      answerPage(response, range(16_000, (n) => `# TYPE t${n} histogram\nt${n} 1\n`).join(''));
    } else answerPage(response, 'd{a="1"} 1\n'.repeat(45_000));
  },
  async run({ scrape, expectFailure, expectEnd }) {
    for (const name of ['families', 'types', 'duplicates']) await scrape([name]);
    await expectFailure('families', /48000 metrics, more than 10000 .* limits.samples/, 5);
    await expectFailure('types', /at 2:1: expected t0_bucket, _sum or _count/, 5);
    await expectEnd('duplicates', tooCostly, 5);
  },
};
