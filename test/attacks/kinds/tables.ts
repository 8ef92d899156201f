import type { Attack } from '../harness/attack.ts';
import { range } from '../harness/answers.ts';

const megabyte = 1_000_000;

/** CSV whose rows do not fit its header, each just below a megabyte. */
const documents: Readonly<Record<string, () => string>> = {
  wide: () => `a,b\n${`${'1,'.repeat(20)}1\n`.repeat(megabyte / 42)}`,
  narrow: () => `${range(5000, (index) => `c${index}`).join(',')}\n${'1\n'.repeat(450_000)}`,
  one_row: () => `a,b\n${'1,'.repeat(megabyte / 2)}1\n`,
  quotes: () => `a,b\n${'"'.repeat(megabyte)}`,
  unclosed: () => `a,b\n${'"1\n'.repeat(megabyte / 3)}`,
  columns: () => `${','.repeat(10_000)}\n${`${','.repeat(10_000)}\n`.repeat(95)}`,
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
    response.end(documents[url.slice(1)]?.());
  },
  seconds: 40,
  async run({ scrape, expectEnd }) {
    for (const kind of Object.keys(documents)) {
      await scrape([`csv_${kind}`]);
      await expectEnd(`csv_${kind}`, 3);
    }
  },
};
