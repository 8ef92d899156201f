import type { Attack } from '../harness/attack.ts';
import { answerJson, answerPage, gauge, tooCostly } from '../harness/answers.ts';

const length = 200_000;
const digits = '1'.repeat(length);

/** Lines of a page of metrics that a pattern with two ways to read a run takes forever for. */
const lines: Readonly<Record<string, string>> = {
  digits: `a ${digits}x\n`,
  fraction: `a 0.${digits}x\n`,
  exponent: `a 1e${digits}x\n`,
  timestamp: `a 1 ${digits}x\n`,
  spaces: `a${' '.repeat(length)}x\n`,
  tabs: `a 1${'\t'.repeat(length)}x y\n`,
  name: `${'a'.repeat(length)}!\n`,
  label: `a{b="${'\\\\'.repeat(length / 2)}\n`,
  labels: `a{${'b="",'.repeat(length / 5)}!} 1\n`,
  help: `# HELP a ${'\\n'.repeat(length / 2)}${' '.repeat(length)}\n`,
  comment: `#${' '.repeat(length)}TYPE\n`,
  exemplar: `# TYPE a counter\na_total 1 # {${' '.repeat(length)}\n`,
};

/** A page of metrics with one long line of each kind. */
export const longLines: Attack = {
  name: 'long-lines',
  about: 'A page of metrics with a line of 200 KB, read by the usual patterns in quadratic time.',
  collectors: (url) =>
    Object.fromEntries(
      Object.keys(lines).map((kind) => [
        kind,
        { timeout: '5s', http: { url: `${url}/${kind}` }, decode: 'prometheus' },
      ]),
    ),
  answer: ({ url = '' }, response) => answerPage(response, lines[url.slice(1)] ?? ''),
  async run({ scrape, expectEnd }) {
    for (const kind of Object.keys(lines)) {
      await scrape([kind]);
      await expectEnd(kind, /Prometheus text (?:at \d+:\d+: |is truncated)/, 5);
    }
  },
};

/** What expressions make numbers and times of. */
const conversions: Readonly<Record<string, string>> = {
  to_number: 'to_number(v)',
  parse_number: 'parse_number(v)',
  parse_duration: 'parse_duration(v)',
  parse_bytes: 'parse_bytes(v)',
  parse_quantity: 'parse_quantity(v)',
  parse_hex: 'parse_hex(v)',
  parse_time: 'parse_time(v)',
  parse_date: "parse_time(v, '%Y-%m-%d')",
  text_value: 'v',
  trim: 'length(trim(v))',
  match: "match(v, '(?P<a>(1*)*(1*)*)x$').a",
  regex_replace: "length(regex_replace(v, '1+?1+?x', ''))",
};

const texts: readonly string[] = [
  `${digits}x`,
  `0.${digits}x`,
  `${' '.repeat(length)}x`,
  `1${' '.repeat(length)}x`,
  `${'1h'.repeat(length / 2)}x`,
  `P${'1'.repeat(length)}`,
  `2026-01-01T00:00:00.${digits}x`,
  `1${',111'.repeat(length / 4)}x`,
];

/** One hostile text after the other in every function that reads one. */
export const longTexts: Attack = {
  name: 'long-texts',
  about: 'A JSON text of 200 KB where a number, duration, size or time is expected.',
  collectors: (url) => ({
    convert: {
      timeout: '5s',
      http: { url },
      each: '@',
      labels: { n: '$index' },
      metrics: Object.fromEntries(
        Object.entries(conversions).map(([name, value]) => [
          `convert_${name}`,
          { help: 'A value.', value },
        ]),
      ),
    },
  }),
  answer: (_request, response) =>
    answerJson(
      response,
      texts.map((v) => ({ v })),
    ),
  async run({ scrape, expectEnd }) {
    await scrape(['convert']);
    await expectEnd('convert', tooCostly, 5);
  },
};

/** What the upstream says of the next page. */
const links: Readonly<Record<string, string>> = {
  open: '<'.repeat(12_000),
  attributes: `<a>${';a'.repeat(6000)}`,
  spaces: `<a>${' '.repeat(12_000)};rel=x`,
  quotes: `<a>; rel="${'\\"'.repeat(5000)}`,
};

export const longLinks: Attack = {
  name: 'long-links',
  about: 'Link headers of 12 KB and a next address of 1 MB, in pagination.',
  collectors: (url) => ({
    ...Object.fromEntries(
      Object.keys(links).map((kind) => [
        `link_${kind}`,
        gauge(kind, url, { http: { url: `${url}/${kind}`, pagination: {} } }),
      ]),
    ),
    next: gauge('next', url, { http: { url: `${url}/next`, pagination: { next: 'next' } } }),
  }),
  answer({ url = '' }, response) {
    const link = links[url.slice(1)];
    if (link !== undefined) response.setHeader('link', link);
    answerJson(response, { v: 1, next: `http://[${'a:'.repeat(500_000)}@` });
  },
  async run({ scrape, expectEnd }) {
    for (const name of [...Object.keys(links).map((kind) => `link_${kind}`), 'next']) {
      await scrape([name]);
      await expectEnd(name, /Link|next/, 5);
    }
  },
};
