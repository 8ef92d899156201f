import type { Attack } from '../harness/attack.ts';
import { range } from '../harness/answers.ts';

const megabyte = 1_000_000;

/** CSV whose rows do not fit its header, just below a megabyte, and what is wrong with it. */
interface Table {
  readonly document: () => string;
  readonly message: RegExp;
}

const documents: Readonly<Record<string, Table>> = {
  wide: {
    document: () => `a,b\n${`${'1,'.repeat(20)}1\n`.repeat(megabyte / 42)}`,
    message: /line 2: expected 2 values as there are columns, found 21/,
  },
  narrow: {
    document: () => `${range(5000, (index) => `c${index}`).join(',')}\n${'1\n'.repeat(450_000)}`,
    message: /line 2: expected 5000 values as there are columns, found 1/,
  },
  one_row: {
    document: () => `a,b\n${'1,'.repeat(megabyte / 2)}1\n`,
    message: /line 2: has more than 10000 values/,
  },
  quotes: {
    document: () => `a,b\n${'"'.repeat(megabyte)}`,
    message: /the row after line 1 has more than 262144 characters/,
  },
  unclosed: {
    document: () => `a,b\n${'"1\n'.repeat(megabyte / 3)}`,
    message: /line 3: a quote within a value/,
  },
  columns: {
    document: () => `${','.repeat(10_000)}\n${`${','.repeat(10_000)}\n`.repeat(95)}`,
    message: /line 1: has more than 10000 values/,
  },
};

export const csvWidths: Attack = {
  name: 'csv-widths',
  about: 'CSV of 1 MB whose rows have other numbers of cells than its header.',
  collectors: (url) =>
    Object.fromEntries(
      Object.keys(documents).map((kind) => [
        `csv_${kind}`,
        {
          timeout: '3s',
          http: { url: `${url}/${kind}` },
          decode: 'csv',
          each: '@',
          labels: { n: '$index' },
          metrics: { [`csv_${kind}_value`]: { help: 'A value.', value: 'a' } },
        },
      ]),
    ),
  answer({ url = '' }, response) {
    response.setHeader('content-type', 'text/csv');
    response.end(documents[url.slice(1)]?.document());
  },
  seconds: 40,
  async run({ scrape, expectFailure }) {
    for (const [kind, { message }] of Object.entries(documents)) {
      await scrape([`csv_${kind}`]);
      await expectFailure(`csv_${kind}`, message, 3);
    }
  },
};
