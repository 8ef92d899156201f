import type { Attack } from '../harness/attack.ts';
import { answerJson, range, tooCostly } from '../harness/answers.ts';

const rows = 60_000;
const budget = /budget|steps|deadline|timeout|timed out|not done|ended after|limit/i;

export const quadraticJoin: Attack = {
  name: 'quadratic-join',
  about: 'The usual join of two lists, of 60,000 rows each.',
  collectors: (url) => ({
    join: {
      timeout: '5s',
      http: { url },
      each: 'nodes',
      labels: { id: 'id' },
      metrics: {
        join_jobs: { help: 'Jobs.', value: 'let $id = id in length($root.jobs[?n == $id])' },
      },
    },
  }),
  answer: (_request, response) =>
    answerJson(response, {
      nodes: range(rows, (id) => ({ id })),
      jobs: range(rows, (n) => ({ n })),
    }),
  async run({ scrape, expectFailure }) {
    await scrape(['join']);
    await expectFailure('join', budget, 5);
  },
};

/** Each costs much for few steps of the interpreter; all are evaluated once an item. */
const functions: Readonly<Record<string, string>> = {
  contains: "contains($root.text, 'nothing') ? 1 : 0",
  contains_list: 'contains($root.list, id) ? 1 : 0',
  find_last: "find_last($root.text, 'nothing') ? 1 : 0",
  find_first: "find_first($root.text, 'nothing') ? 1 : 0",
  join: "length(join('', $root.texts))",
  replace: "length(replace($root.text, 'a', 'bb'))",
  pad: 'length(pad_left($root.text, `1000000`))',
  split: "length(split($root.text, 'a'))",
  reverse: 'length(reverse($root.list))',
  sort: 'length(sort($root.list))',
  sort_by: 'length(sort_by($root.items, &id))',
  group_by: 'length(keys(group_by($root.items, &to_string(id))))',
  sum: 'sum($root.list)',
  max_by: 'max_by($root.items, &id).id',
  zip: 'length(zip($root.list, $root.list))',
  merge: 'length(keys(merge($root.object, $root.object)))',
  to_string: 'length(to_string($root.items))',
  equals: '$root.items == $root.copy ? 1 : 0',
  flatten: 'length($root.lists[])',
  slice: 'length($root.text[::-1])',
  upper: 'length(upper($root.text))',
  matches: "match($root.text, '(?P<x>(a*)*b)').x",
  values: 'length(values($root.object))',
  map: 'length(map(&id, $root.items))',
};

export const costlyFunctions: Attack = {
  name: 'costly-functions',
  about: 'Functions that touch a whole document, once for each of 10,000 items.',
  collectors: (url) =>
    Object.fromEntries(
      Object.entries(functions).map(([name, value]) => [
        `cost_${name}`,
        {
          timeout: '1s',
          http: { url },
          each: 'items',
          labels: { id: 'id' },
          metrics: { [`cost_${name}_value`]: { help: 'A value.', value } },
        },
      ]),
    ),
  answer: (_request, response) =>
    answerJson(response, {
      text: 'a'.repeat(200_000),
      list: range(10_000, (id) => id * 2),
      texts: range(10_000, (id) => `text ${id}`),
      items: range(10_000, (id) => ({ id })),
      copy: range(10_000, (id) => ({ id })),
      lists: range(10_000, (id) => [id]),
      object: Object.fromEntries(range(10_000, (id) => [`key${id}`, id])),
    }),
  seconds: 75,
  async run({ scrape, expectEnd, alive }) {
    for (const name of Object.keys(functions)) {
      if (!alive()) return;
      await scrape([`cost_${name}`]);
      await expectEnd(`cost_${name}`, tooCostly, 1);
    }
  },
};

const large = { pad: 'x'.repeat(2_500_000) };

export const readerStarved: Attack = {
  name: 'reader-starved',
  about: 'A large document that takes for ever, beside a harmless large one.',
  collectors: (url) => ({
    a_hostile: {
      http: { url: `${url}/hostile` },
      each: 'nodes',
      labels: { id: 'id' },
      metrics: {
        hostile_value: {
          help: 'A value.',
          value: 'let $id = id in length($root.nodes[?id == $id])',
        },
      },
    },
    large: {
      http: { url: `${url}/large` },
      each: 'items',
      labels: { id: 'id' },
      metrics: { large_value: { help: 'A value.', value: 'id' } },
    },
  }),
  answer({ url }, response) {
    if (url === '/large') answerJson(response, { items: range(100, (id) => ({ id })), ...large });
    else answerJson(response, { nodes: range(rows, (id) => ({ id })), ...large });
  },
  seconds: 30,
  async run({ scrape, expectFailure, check }) {
    let good = 0;
    for (let count = 0; count < 4; count += 1) {
      const page = await scrape(['a_hostile', 'large'], 4);
      if (page.succeeded('large')) good += 1;
    }
    check(good === 4, `the harmless large document was read in ${good} of 4 scrapes`);
    await expectFailure('a_hostile', budget, 4);
  },
};
