import { describe, expect, it } from 'vitest';
import { createCollectors } from '../../src/config/collectors.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { createExporter } from '../../src/engine/exporter.ts';
import { textFormat } from '../../src/exposition/format.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import { memoryLogger } from '../engine/sources.ts';
import { serveRequests } from '../serve-requests.ts';
import { createContext } from './collected.ts';

interface Body {
  readonly type?: string;
  readonly content: string | Uint8Array;
}

/** A server whose documents can change, by path. */
function serve(documents: Record<string, Body>): Promise<string> {
  return serveRequests((request, response) => {
    const { type = 'application/json', content = '' } = documents[request.url ?? ''] ?? {};
    response.setHeader('content-type', type).end(content);
  });
}

/** The exporter of a configuration in which `URL` stands for the server. */
async function exporterOf(config: string, url: string) {
  const environment = { env: { URL: url }, readFile: () => '' };
  const { collectors } = parseConfig(config, 'polyprom.yaml', environment);
  const logger = memoryLogger();
  const exporter = createExporter({
    collectors: await createCollectors(collectors, createContext()),
    concurrency: 10,
    logger,
  });
  /** The lines of the page that begin with one of these. */
  async function scrape(...beginnings: readonly string[]): Promise<readonly string[]> {
    const families = await exporter.scrape({ collectors: [], metrics: [] }, 5_000);
    const page = createRenderer().render(families, textFormat).toString();
    return page
      .split('\n')
      .filter((line) => beginnings.some((beginning) => line.startsWith(beginning)));
  }
  return { scrape, logger };
}

async function scrapeOnce(config: string, documents: Record<string, Body>, ...of: string[]) {
  const { scrape } = await exporterOf(config, await serve(documents));
  return scrape(...of);
}

function list(path: string, rules: string): string {
  return `
collectors:
  items:
    http: { url: '\${env:URL}${path}' }
    each: '@'
    metrics:
      item:
        help: Items.
        ${rules}
`;
}

const byId = 'labels: { id: id }\n        value: n';

describe('traps that exporters fall into', () => {
  it('an integer beyond 2^53 is exact in a label', async () => {
    const content = '[{"id":9007199254740993,"n":1},{"id":9007199254740992,"n":2}]';

    expect(await scrapeOnce(list('/', byId), { '/': { content } }, 'item')).toEqual([
      'item{id="9007199254740993"} 1',
      'item{id="9007199254740992"} 2',
    ]);
  });

  it('series that differ only in an empty label are one series', async () => {
    const content = '[{"id":"","n":1},{"n":2},{"id":null,"n":3}]';
    const { scrape, logger } = await exporterOf(list('/', byId), await serve({ '/': { content } }));

    const skipped = 'polyprom_samples_skipped_total{collector="items",reason="duplicate"}';
    expect(await scrape('item', skipped)).toEqual(['item 1', `${skipped} 2`]);
    expect(JSON.stringify(logger.lines)).toContain('duplicate');
  });

  it.each(['histogram', 'summary'])('foo_count beside a %s foo is refused', (type) => {
    const parts = type === 'histogram' ? 'buckets: b' : 'count: c, sum: s';
    const config = `
collectors:
  a: { http: { url: 'http://a.example' }, metrics: { foo: { help: A., type: ${type}, ${parts} } } }
  b: { http: { url: 'http://b.example' }, metrics: { foo_count: { help: B., value: n } } }
`;

    expect(() => parseConfig(config, 'polyprom.yaml', { env: {}, readFile: () => '' })).toThrow(
      `collectors.b.metrics.foo_count: the ${type} foo of collectors.a.metrics.foo has samples of this name`,
    );
  });

  it('foo_count beside a histogram foo that another exporter sends is not the same series twice', async () => {
    const content = [
      '# TYPE foo histogram',
      'foo_bucket{le="+Inf"} 3',
      'foo_sum 1',
      'foo_count 3',
      '',
    ].join('\n');
    const config = `
collectors:
  items:
    http: { url: '\${env:URL}/' }
    metrics:
      foo_count: { help: Items., entries: '@', labels: { site: $key }, value: '@' }
  page: { http: { url: '\${env:URL}/page' }, decode: prometheus }
`;
    const documents = { '/': { content: '{"":7,"north":8}' }, '/page': { content } };

    expect(await scrapeOnce(config, documents, 'foo')).toEqual([
      'foo_bucket{le="+Inf"} 3',
      'foo_sum 1',
      'foo_count 3',
      'foo_count{site="north"} 8',
    ]);
  });

  it('a label that begins with __ is refused where it is written, and left out where a document brings it', async () => {
    expect(() =>
      parseConfig(list('/', 'labels: { __name__: id }\n        value: n'), 'polyprom.yaml', {
        env: { URL: 'http://a.example' },
        readFile: () => '',
      }),
    ).toThrow('__name__');
    const rules = "labelsFrom: [{ map: '@', allow: ['*'] }]\n        value: n";
    const content = '[{"__name__":"up","id":"a","n":1}]';

    expect(await scrapeOnce(list('/', rules), { '/': { content } }, 'item')).toEqual([
      'item{id="a",n="1"} 1',
    ]);
  });

  it('half of a surrogate pair in one label does not cost the page', async () => {
    const content = String.raw`[{"id":"a\ud800b","n":1},{"id":"😀","n":2}]`;

    expect(await scrapeOnce(list('/', byId), { '/': { content } }, 'item')).toEqual([
      'item{id="a\ufffdb"} 1',
      'item{id="😀"} 2',
    ]);
  });

  it('invalid UTF-8 in one document costs its own collector only, and says where it is', async () => {
    const config = `${list('/', byId)}
  other: { http: { url: '\${env:URL}/other' }, metrics: { other: { help: Others., value: n } } }
`;
    const broken = Buffer.from('[{"id":"caf\xe9","n":1}]', 'latin1');
    const url = await serve({ '/': { content: broken }, '/other': { content: '{"n":5}' } });
    const { scrape, logger } = await exporterOf(config, url);

    expect(await scrape('item', 'other', 'polyprom_collector_success')).toEqual([
      'other 5',
      'polyprom_collector_success{collector="items"} 0',
      'polyprom_collector_success{collector="other"} 1',
    ]);
    expect(JSON.stringify(logger.lines)).toMatch(/UTF-8.*(byte|offset|line|column|position)/);
  });

  it.each([
    ['with a byte order mark', 'text/csv', Buffer.from('\ufeffid,n\ncafé,1\n')],
    ['in ISO-8859-1', 'text/csv; charset=iso-8859-1', Buffer.from('id,n\ncafé,1\n', 'latin1')],
    ['in UTF-16', 'text/csv', Buffer.from('\ufeffid,n\ncafé,1\n', 'utf16le')],
  ])('CSV %s is read right', async (_what, type, content) => {
    expect(await scrapeOnce(list('/a.csv', byId), { '/a.csv': { type, content } }, 'item')).toEqual([
      'item{id="café"} 1',
    ]);
  });

  it.each([
    ['with a byte order mark', Buffer.from('\ufeff<?xml version="1.0"?><a><id>café</id><n>1</n></a>')],
    [
      'in ISO-8859-1',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a><id>café</id><n>1</n></a>', 'latin1'),
    ],
    ['in UTF-16', Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a><id>café</id><n>1</n></a>', 'utf16le')],
  ])('XML %s is read right', async (_what, content) => {
    const documents = { '/': { type: 'application/xml', content } };
    const config = list('/', byId).replace("each: '@'", 'each: a');

    expect(await scrapeOnce(config, documents, 'item')).toEqual(['item{id="café"} 1']);
  });

  it('an aggregate over nothing is 0 or nothing, never NaN or an error that hides the rest', async () => {
    const config = `
collectors:
  shop:
    http: { url: '\${env:URL}/' }
    metrics:
      shop_sum: { help: Sum., value: 'sum(orders[*].total)' }
      shop_max: { help: Largest., value: 'max(orders[*].total)' }
      shop_mean: { help: Mean., value: 'avg(orders[*].total)' }
      shop_orders: { help: By state., entries: 'group_by(orders, &state)', labels: { state: $key }, value: length(@), fill: { state: [open] } }
`;
    const documents = { '/': { content: '{"orders":[]}' } };

    expect(await scrapeOnce(config, documents, 'shop_', 'polyprom_rule_samples')).toEqual([
      'polyprom_rule_samples{collector="shop",metric="shop_max"} 0',
      'polyprom_rule_samples{collector="shop",metric="shop_mean"} 0',
      'polyprom_rule_samples{collector="shop",metric="shop_orders"} 1',
      'polyprom_rule_samples{collector="shop",metric="shop_sum"} 1',
      'shop_orders{state="open"} 0',
      'shop_sum 0',
    ]);
  });

  it('a series whose row is gone is gone with the next scrape', async () => {
    const documents = { '/': { content: '[{"id":"a","n":1},{"id":"b","n":2}]' } };
    const { scrape } = await exporterOf(list('/', byId), await serve(documents));
    expect(await scrape('item')).toEqual(['item{id="a"} 1', 'item{id="b"} 2']);

    documents['/'] = { content: '[{"id":"b","n":3}]' };
    expect(await scrape('item')).toEqual(['item{id="b"} 3']);

    documents['/'] = { content: '[' };
    expect(await scrape('item')).toEqual([]);
  });

  it('$ of an expression is not eaten by interpolation', async () => {
    const rules = [
      'labels:',
      `  path: "regex_replace(id, '^/([a-z]+)/(?P<rest>.*)$', '/$1/\${rest}$$$\${env:HOME}')"`.replace('${rest}', '$2'),
      '  place: $index',
      '  of: length($root)',
      '  cost: "\'$$5\'"',
      "staticLabels: { price: '$5', literal: '$${env:HOME}' }",
      'value: n',
    ].join('\n        ');
    const content = '[{"id":"/users/42","n":1}]';

    expect(await scrapeOnce(list('/', rules), { '/': { content } }, 'item')).toEqual([
      'item{cost="$$5",literal="${env:HOME}",of="1",path="/users/42$${env:HOME}",place="0",price="$5"} 1',
    ]);
  });

  it('an explosion of labels is stopped, told by its count and its metric', async () => {
    const config = `
collectors:
  items:
    http: { url: '\${env:URL}/' }
    limits: { samples: 100 }
    each: '@'
    metrics:
      few: { help: A few., when: n < 10, labels: { id: id }, value: n }
      item: { help: Items., labels: { id: id }, value: n }
  other: { http: { url: '\${env:URL}/other' }, metrics: { other: { help: Others., value: n } } }
`;
    const items = Array.from({ length: 200 }, (_, n) => ({ id: `request-${n}`, n }));
    const url = await serve({
      '/': { content: JSON.stringify(items) },
      '/other': { content: '{"n":5}' },
    });
    const { scrape, logger } = await exporterOf(config, url);

    expect(await scrape('item', 'few', 'other', 'polyprom_collector_success')).toEqual([
      'other 5',
      'polyprom_collector_success{collector="items"} 0',
      'polyprom_collector_success{collector="other"} 1',
    ]);
    expect(JSON.stringify(logger.lines)).toMatch(/more than 100 samples, \d+ of them of item:/);
  });

  it('a label value that is far too long costs its sample, named by its limit and its place', async () => {
    const content = JSON.stringify([{ id: 'x', n: 1 }, { id: 'x'.repeat(5000), n: 1 }]);
    const { scrape, logger } = await exporterOf(list('/', byId), await serve({ '/': { content } }));

    expect(await scrape('item')).toEqual(['item{id="x"} 1']);
    const lines = JSON.stringify(logger.lines);
    expect(lines).toContain('"reason":"label_too_long","count":1,"path":"$[1]"');
    expect(lines).toContain('longer than limits.labelValueLength (1024)');
  });
});
