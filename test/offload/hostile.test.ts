import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { CollectionError } from '../../src/engine/source.ts';
import { ownMemory } from '../../src/offload/own-memory.ts';
import { createReaderPool } from '../../src/offload/pool.ts';
import { createFolder, type Folder } from '../sources/file/source.ts';
import { outcomeOf, sourceOf } from './rules.ts';

// Documents that are made to cost much more than they weigh, as files of 10 MiB.

const size = 10 * 1024 * 1024;

/** Processes with a heap of so many MB. */
function poolOf(readerHeap: number) {
  return createReaderPool({ ...ownMemory(), readerHeap });
}

function filled(part: string, before = '', after = ''): string {
  return before + part.repeat(Math.floor(size / part.length)) + after;
}

function numbered(part: (number: string) => string, before: string, after: string): string {
  const parts: string[] = [];
  for (let length = 0, number = 0; length < size; number += 1) {
    const text = part(number.toString(36));
    parts.push(text);
    length += text.length;
  }
  return before + parts.join('') + after;
}

function configOf(folder: Folder, rest = '', name = 'hostile'): string {
  return `
collectors:
  ${name}:
    file: { paths: ["${folder.path}/*"], root: "${folder.path}" }
    limits: { bodySize: 32MiB }
    ${rest}
    metrics: { level: { help: Level., value: level } }
`;
}

/** What is too much for the memory that there is costs one collection; the process has its own. */
it.each([
  ['lists.json', filled('[],', '[', '1]')],
  ['elements.xml', numbered((name) => `<a${name}/>`, '<r>', '</r>')],
  ['pages.prom', numbered((name) => `a${name} 1\n`, '', '')],
  ['lists.json.gz', gzipSync(filled('[],', '[', '1]'))],
])('costs one collection its memory: %s', async (name, content) => {
  const readers = poolOf(64);
  const folder = await createFolder();
  const path = await folder.write(name, content);
  const good = await createFolder();
  await good.write('good.json', '{"level":3}');

  const { outcome } = await outcomeOf(sourceOf(configOf(folder), { readers }));
  const next = await outcomeOf(sourceOf(configOf(good), { readers, load: 1 }));

  expect(outcome).toEqual({
    reason: 'limit',
    message: expect.stringMatching(
      new RegExp(
        `^${path}: takes more memory to read than available, 64 MB \\(its reader process ended with SIG(ABRT|TRAP)\\): raise the memory limit, or lower limits.bodySize$`,
      ),
    ),
  });
  expect(next.outcome).toMatchObject({ samples: new Map([['level', 1]]) });
});

it.each([
  ['brackets.json', filled('['), /JSON at 1:101: is nested deeper than 100 levels/],
  ['elements.xml', filled('<a>'), /XML at 1:301: is nested deeper than 100 elements/],
  [
    'attributes.xml',
    numbered((name) => `a${name}="" `, '<r ', '/>'),
    /XML at 1:\d+: an element has more than 10000 attributes/,
  ],
  ['columns.csv', filled(','), /CSV at line 1: has more than 10000 values/],
  ['flow.yaml', filled('{},', '['), /YAML at 1:\d+: has more than 1000000 tokens/],
])('refuses what nests too deep or has too much: %s', async (name, text, message) => {
  const readers = createReaderPool(ownMemory());
  const folder = await createFolder();
  await folder.write(name, text);

  const { outcome } = await outcomeOf(sourceOf(configOf(folder), { readers }));

  expect(outcome).toEqual({ reason: 'decode', message: expect.stringMatching(message) });
});

it('gives up a document when the time is over, and reads the next in its turn', async () => {
  const readers = createReaderPool({ ...ownMemory(), readers: 1 });
  const folder = await createFolder();
  const path = await folder.write(
    'pages.prom',
    numbered((name) => `a${name} 1\n`, '', ''),
  );
  const good = await createFolder();
  await good.write('good.json', '{"level":3}');
  const hurry = new AbortController();
  const reason = new CollectionError('timeout', 'no result within 3 s');

  const first = outcomeOf(sourceOf(configOf(folder), { readers, load: 1 }), hurry.signal);
  const others = ['a', 'b', 'c'].map((name) =>
    outcomeOf(sourceOf(configOf(good, '', name), { readers, load: 1 })),
  );
  // By then it is deep in the document, and has not read all of it.
  setTimeout(() => hurry.abort(reason), 3000);

  const { outcome } = await first;
  const read = new RegExp(`^no result within 3 s: ${path} was read for [012]\\.\\d s until then: `);
  expect(outcome).toEqual({ reason: 'timeout', message: expect.stringMatching(read) });
  for (const other of await Promise.all(others)) {
    expect(other.outcome).toMatchObject({ samples: new Map([['level', 1]]) });
  }
});

it('says where it was when a document took too long on the event loop', async () => {
  const folder = await createFolder();
  const nodes = Array.from({ length: 20_000 }, (_, id) => ({ id }));
  await folder.write('nodes.json', JSON.stringify({ nodes }));
  const config = `
collectors:
  join:
    file: { paths: ["${folder.path}/*"], root: "${folder.path}" }
    metrics: { same: { help: Same., each: nodes, value: 'let $id = id in length($root.nodes[?id == $id])' } }
`;
  const signal = AbortSignal.timeout(1000);

  const { outcome } = await outcomeOf(
    sourceOf(config, { readers: createReaderPool(ownMemory()) }),
    signal,
  );

  expect(outcome).toMatchObject({
    message: expect.stringMatching(
      /until then, and its time on the event loop ended in same: nodes\[\d+\]: reduce the document/,
    ),
  });
});

it('offloads many small files when together they are large', async () => {
  const readers = poolOf(64);
  const folder = await createFolder();
  // Each of them is read here in a moment; to have all of their rows at once takes more than 64 MB.
  const rows = JSON.stringify(Array.from({ length: 4000 }, (_, id) => ({ id: `row ${id}` })));
  for (let number = 0; number < 40; number += 1) await folder.write(`${number}.json`, rows);
  const config = `
collectors:
  many:
    file: { paths: ["${folder.path}/*"], root: "${folder.path}" }
    limits: { samples: 1000000 }
    metrics: { row: { help: Row., each: $root, labels: { id: id, of: $file.path }, value: 1 } }
`;
  const here = await outcomeOf(sourceOf(config));

  expect(await outcomeOf(sourceOf(config, { readers: createReaderPool(ownMemory()) }))).toEqual(
    here,
  );
  expect((await outcomeOf(sourceOf(config, { readers }))).outcome).toMatchObject({
    samples: new Map([['row', 160_000]]),
  });
});
