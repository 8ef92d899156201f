import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema, type JsonSchema } from '../../src/config/schema/json-schema.ts';
import { schemaErrors } from './json-schema-check.ts';

const schema = configJsonSchema({ target: 'draft-2020-12' });
const chart = configJsonSchema({ target: 'draft-7' });

/** Every schema inside of a schema, by its path. */
function parts(whole: JsonSchema, path = '#'): readonly (readonly [string, JsonSchema])[] {
  const { properties = {}, additionalProperties, items } = whole;
  return [
    [path, whole],
    ...Object.entries(properties).flatMap(([key, part]) => parts(part, `${path}/${key}`)),
    ...(typeof additionalProperties === 'object' ? parts(additionalProperties, `${path}/*`) : []),
    ...(items === undefined ? [] : parts(items, `${path}[]`)),
  ];
}

describe.each([
  ['2020-12', schema],
  ['draft 7', chart],
])('the schema in %s', (_target, whole) => {
  it.each(['anyOf', 'oneOf', 'allOf', '$ref', '$defs', 'definitions', 'nullable', 'enum'])(
    'has no %s, so that a mistake is answered by its own name and a reference is let through',
    (keyword) => {
      expect(parts(whole).filter(([, part]) => keyword in part)).toEqual([]);
    },
  );

  it('lets a reference through wherever a value may stand', () => {
    const strict = parts(whole)
      .filter(([path, { properties, items, additionalProperties }]) => {
        const isBranch = properties ?? items ?? additionalProperties;
        return path !== '#' && (isBranch === undefined || isBranch === false);
      })
      .filter(([, part]) => schemaErrors('${env:X}', part).length > 0)
      .map(([path]) => path);
    expect(strict).toEqual([]);
  });

  it('describes every key', () => {
    const silent = parts(whole)
      .filter(([path, { description }]) => /\/[a-z]\w*$/i.test(path) && description === undefined)
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });

  it('closes every map with keys of its own', () => {
    const open = parts(whole)
      .filter(([, part]) => part.properties !== undefined && part.additionalProperties !== false)
      .map(([path]) => path);
    expect(open).toEqual([]);
  });

  it('lets null through wherever a key may be absent', () => {
    const strict = parts(whole).flatMap(([path, { properties = {}, required = [] }]) =>
      Object.entries(properties)
        .filter(([key, { type }]) => !required.includes(key) && !type?.includes('null'))
        .map(([key]) => `${path}/${key}`),
    );
    expect(strict).toEqual([]);
  });
});

it('names its draft for editors, and nothing inside of a chart', () => {
  expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(chart).not.toHaveProperty('$schema');
});

describe('what polyprom accepts, the schema accepts', () => {
  const folder = join(import.meta.dirname, 'accepted');
  const fixtures = readdirSync(folder).filter((name) => /\.(yaml|json)$/.test(name));

  it.each(fixtures.filter((name) => !name.startsWith('helm-values.')))('%s', (name) => {
    const value: unknown = parse(readFileSync(join(folder, name), 'utf8'), { merge: true });
    const config: unknown = name.startsWith('helm') ? Reflect.get(Object(value), 'config') : value;
    expect(schemaErrors(config, chart)).toEqual([]);
  });
});

describe('a typo is answered by its own name', () => {
  it.each([
    [{ servr: {} }, [': additional property servr']],
    [
      { collectors: { a: { http: { urll: 'http://a' } } } },
      ['/collectors/a/http: missing url', '/collectors/a/http: additional property urll'],
    ],
    [
      { collectors: { a: { metrics: { b: { help: 'a', type: 'gage' } } } } },
      [
        '/collectors/a/metrics/b/type: does not match ^(gauge|counter|histogram|summary|info|stateset|unknown)$|\\$\\{',
      ],
    ],
    [
      { collectors: { a: { decode: 'jsn' } } },
      [
        '/collectors/a/decode: does not match ^(json|ndjson|yaml|csv|xml|html|text|prometheus)$|\\$\\{',
      ],
    ],
    [
      { collectors: { a: { decode: { csv: { seperator: ';' } } } } },
      ['/collectors/a/decode/csv: additional property seperator'],
    ],
    [
      { collectors: { a: { cache: 30 } } },
      ['/collectors/a/cache: got integer, want string or object or null'],
    ],
    [
      { collectors: { a: { cache: { tl: '30s' } } } },
      ['/collectors/a/cache: missing ttl', '/collectors/a/cache: additional property tl'],
    ],
    [{ server: { port: '80' } }, ['/server/port: does not match \\$\\{']],
    [{ server: { port: 80.5 } }, ['/server/port: got number, want integer or string or null']],
    [{ scrape: { timeout: 10 } }, ['/scrape/timeout: got integer, want string or null']],
    [
      { scrape: { timeout: '10 s' } },
      ['/scrape/timeout: does not match ^([0-9]+([.][0-9]+)?(ms|s|m|h|d|w))+$|\\$\\{'],
    ],
    [
      { collectors: { 'a b': { demo: {} } } },
      ['/collectors/a b: does not match ^[a-zA-Z0-9][a-zA-Z0-9._-]*$'],
    ],
  ])('%j', (config, errors) => {
    expect(schemaErrors(config, chart)).toEqual(errors);
  });

  it('lets a reference through in the place of a number', () => {
    const config = { server: { port: '${env:PORT}' }, runtimeMetrics: '${env:ON:-true}' };
    expect(schemaErrors(config, chart)).toEqual([]);
  });
});
