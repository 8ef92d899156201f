import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock, type Clock } from '../../src/engine/clock.ts';
import { createReaderPool } from '../../src/offload/pool.ts';
import { ownMemory } from '../../src/offload/own-memory.ts';
import { createFolder } from '../sources/file/source.ts';
import { outcomeOf, sourceOf } from './rules.ts';

// Whatever is read in a reader process gives what it would give here: results, failures, positions, traces.

const readers = createReaderPool(ownMemory());

const rows = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id, value: id === 1 ? 'x' : id * 2 }));

const metrics = `
    metrics:
      row_value: { help: Value., each: rows || @, labels: { id: id, of: $file.path }, value: value }
      row_count: { help: Rows., labels: { of: $file.path }, value: length(rows) }
      row_tags: { help: Tags., each: rows, labels: { id: id }, labelsFrom: [{ map: tags, allow: ['*'] }], value: 1 }
`;

const tags = JSON.stringify({ rows: [{ id: 1, value: 2, tags: { 'a-b': '1', 'a.b': '2' } }] });
const json = JSON.stringify({ rows: rows(50) });
const page = '# HELP jobs Jobs.\n# TYPE jobs gauge\njobs{queue="a"} 1\njobs{queue="a"} 2\n';
const histogram =
  '# TYPE seconds histogram\nseconds_bucket{le="1"} 1\nseconds_bucket{le="+Inf"} 2\nseconds_sum 3\nseconds_count 2\n';

interface Case {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly options?: string;
  readonly rest?: string;
}

const cases: Readonly<Record<string, Case>> = {
  'JSON, of which a field is no number': { files: { 'a.json': json, 'b.json': tags } },
  'integers beyond 2^53': { files: { 'a.json': '{"rows":[{"id":12345678901234567,"value":1}]}' } },
  'every format': {
    files: {
      'a.json': json,
      'b.ndjson': '{"id":"n","value":1}\n{"id":"m","value":2}\n',
      'c.csv': 'id,value\nc,3\nd,x\n',
      'd.xml': '<rows><id>x</id><value>1</value></rows>',
      'e.yaml': 'rows:\n  - { id: y, value: 5 }\n',
      'f.prom': page,
      'g.txt': 'no more than a text\n',
    },
  },
  'compressed files': {
    files: {
      'a.json.gz': gzipSync(json),
      'b.csv.gz': gzipSync('id,value\nc,3\n'),
      'c.json.gz': gzipSync(json).subarray(0, 20),
    },
  },
  'broken files beside good ones': {
    files: {
      'a.json': '{"rows": [}',
      'b.json': json,
      'c.xml': '<a>',
      'd.csv': '',
      'e.yaml': 'a: b: c',
    },
  },
  'nothing but broken files': { files: { 'a.json': '{"rows": [}', 'b.json': '' } },
  'one broken file': { files: { 'a.json': '{"rows":\n [}' } },
  'no file': { files: {} },
  'more samples than the limit': { files: { 'a.json': json }, rest: 'limits: { samples: 20 }' },
  'a label that is too long': {
    files: { 'a.json': JSON.stringify({ rows: [{ id: 'x'.repeat(50), value: 1 }] }) },
    rest: 'limits: { labelValueLength: 40 }',
  },
  'a file that is larger than the limit': {
    files: { 'a.json': json, 'b.json': tags, 'c.json.gz': gzipSync(' '.repeat(9000) + json) },
    rest: 'limits: { bodySize: 1KiB }',
  },
  "pages of metrics that are in each other's way": {
    files: {
      'a.prom': page,
      'b.prom': '# TYPE jobs counter\njobs{queue="b"} 1\n',
      'c.prom': histogram,
      'd.prom': 'polyprom_x 1\n',
      'e.prom': page,
    },
  },
  'a folder of textfiles': {
    files: {
      'a.prom': page,
      'b.prom': 'x 1 1700000000000\n',
      'c.prom': 'no page',
      'd.prom': histogram,
    },
    options: 'textfile: true, ',
  },
};

/** As the files are fresh, they are checked before they are taken, and those that are not sound read again. */
const justWritten: Clock = { ...systemClock, now: () => 1_700_000_001_000 };
const longAfter: Clock = { ...systemClock, now: () => 1_800_000_000_000 };

it.each(Object.entries(cases))('reads the same of files: %s', async (_, each) => {
  const folder = await createFolder();
  for (const [name, content] of Object.entries(each.files)) await folder.write(name, content);
  const paths = each.options === undefined ? '*' : '*.prom';
  const config = `
collectors:
  files:
    file: { ${each.options ?? ''}paths: ["${folder.path}/${paths}"], root: "${folder.path}" }
    ${each.rest ?? ''}${each.options === undefined ? metrics : ''}
`;
  const expected = await outcomeOf(sourceOf(config, undefined, longAfter));

  // All in a reader process, and what begins here and moves there with the second or third file.
  for (const load of [1, 0.6, 0.4]) {
    expect(await outcomeOf(sourceOf(config, { readers, load }, longAfter))).toEqual(expected);
  }
  expect(expected.trace.documents.length).toBeGreaterThanOrEqual(Object.keys(each.files).length);
});

it.each([1, 0.6])('reads the same of files that were just written', async (load) => {
  const folder = await createFolder();
  await folder.write('a.json', json);
  await folder.write('b.json', '{"rows": [');
  await folder.write('c.json', '');
  await folder.write('d.json.gz', gzipSync(tags));
  const config = `
collectors:
  files:
    file: { paths: ["${folder.path}/*"], root: "${folder.path}" }${metrics}`;
  const expected = await outcomeOf(sourceOf(config, undefined, justWritten));

  expect(await outcomeOf(sourceOf(config, { readers, load }, justWritten))).toEqual(expected);
  expect(expected.outcome).toMatchObject({
    skips: [{ reason: 'not_a_number' }, { reason: 'duplicate_label' }, { count: 2 }],
  });
});

/** Pages that lead on to each other by `next`; an answer of status 500 for what is not there. */
async function servePages(pages: Readonly<Record<string, string>>, type: string): Promise<string> {
  const server = createServer((request, response) => {
    const body = pages[request.url ?? ''];
    response.writeHead(body === undefined ? 500 : 200, {
      'Content-Type': type,
      ...(request.url === '/1' && { Link: '</2>; rel="next"' }),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

const listed = 'each: rows, labels: { id: id }';
const byNext = 'pagination: { next: next }';

it.each([
  [
    'by an expression',
    byNext,
    { '/1': '{"rows":[{"id":1}],"next":"/2"}', '/2': '{"rows":[{"id":2}]}' },
  ],
  [
    'by a parameter',
    'pagination: { query: { at: next } }',
    { '/1': '{"rows":[{"id":1}],"next":7}', '/1?at=7': '{"rows":[{"id":2}]}' },
  ],
  ['by Link', 'pagination: {}', { '/1': '{"rows":[{"id":1}]}', '/2': '{"rows":[{"id":2}]}' }],
  [
    'that are too many',
    'pagination: { next: next, limit: 1 }',
    { '/1': '{"rows":[],"next":"/2"}' },
  ],
  ['in a circle', byNext, { '/1': '{"rows":[],"next":"/1"}' }],
  ['whose next is no address', byNext, { '/1': '{"rows":[],"next":{"a":1}}' }],
  ['whose expression fails', 'pagination: { next: upper(next) }', { '/1': '{"rows":[],"next":1}' }],
  [
    'of which one is broken',
    byNext,
    { '/1': '{"rows":[{"id":1}],"next":"/2"}', '/2': '{"rows":\n[}' },
  ],
  ['of which one is missing', byNext, { '/1': '{"rows":[{"id":1}],"next":"/2"}' }],
])('reads the same of pages %s', async (_, pagination, pages) => {
  const url = await servePages(pages, 'application/json');
  const config = `
collectors:
  pages:
    http: { url: "${url}/1", ${pagination} }
    metrics:
      row: { help: Row., ${listed}, value: id }
      row_next: { help: Next., value: 1, labels: { status: $response.status, url: $response.url } }
`;
  const expected = await outcomeOf(sourceOf(config));

  for (const load of [1, 0.6, 0.4]) {
    expect(await outcomeOf(sourceOf(config, { readers, load }))).toEqual(expected);
  }
});

it('passes on the same of pages of metrics, and refuses the same', async () => {
  const url = await servePages({ '/1': page + histogram, '/2': page }, 'text/plain; version=0.0.4');
  for (const rest of ['', 'metrics: { x: { help: X., value: y } }', 'limits: { samples: 2 }']) {
    const config = `
collectors:
  pages:
    http: { url: "${url}/1", pagination: {} }
    decode: ${rest.startsWith('metrics') ? '' : 'prometheus'}
    ${rest}
`;
    const expected = await outcomeOf(sourceOf(config));

    for (const load of [1, 0.6]) {
      expect(await outcomeOf(sourceOf(config, { readers, load }))).toEqual(expected);
    }
  }
});

it('reads the same of an answer to HEAD', async () => {
  const url = await servePages({ '/1': json }, 'application/json');
  const config = `
collectors:
  pages:
    http: { url: "${url}/1", method: HEAD }
    metrics: { answered: { help: Answered., value: $response.status } }
`;
  const expected = await outcomeOf(sourceOf(config));

  expect(await outcomeOf(sourceOf(config, { readers, load: 1 }))).toEqual(expected);
});
