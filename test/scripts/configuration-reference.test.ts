import { describe, expect, it } from 'vitest';
import { configurationReference } from '../../scripts/configuration-reference.ts';
import { sectionsOf } from '../../scripts/reference-sections.ts';
import { configJsonSchema, type JsonSchema } from '../../src/config/schema/json-schema.ts';

const texts = { introduction: '# Configuration', after: { 'b.NAME': 'Words of mine.' } };
const example: JsonSchema = {
  description: 'The file.',
  properties: {
    a: { title: 'duration', type: 'string', default: '10s', description: 'One | two.' },
    b: {
      type: 'object',
      description: 'A map of maps.',
      additionalProperties: {
        description: 'One of them.',
        properties: {
          c: { title: 'choice', description: 'A word.', examples: ['x', 'y'] },
        },
        required: ['c'],
      },
    },
    d: {
      type: ['string', 'object'],
      description: 'Short or long.',
      properties: { e: { title: 'text', description: 'E.', examples: ['\\t', '\t', 'it\'s "x"'] } },
    },
  },
};
const reference = configurationReference(example, texts);

describe('the reference of the configuration', () => {
  it('has its contents', () => {
    expect(reference).toContain(
      '# Configuration\n\n- [Top level](#top-level)\n  - [`b.NAME`](#b-name)\n  - [`d`](#d)\n\n',
    );
  });

  it('has a row for each key', () => {
    expect(reference).toContain('| `a` | duration | `10s` | One \\| two. |\n');
    expect(reference).toContain('| [`b`](#b-name) | map by name |  | A map of maps. |\n');
    expect(reference).toContain('| [`d`](#d) | text or map |  | Short or long. |\n');
  });

  it('has a section for each map, without the columns that say nothing', () => {
    expect(reference).toContain('## <a id="top-level"></a>Top level\n\nThe file.\n');
    expect(reference).toContain('### <a id="b-name"></a>`b.NAME`\n\nOne of them.\n');
    expect(reference).toContain(
      '| Key | Type | Default | Description |\n| --- | --- | --- | --- |\n| `c` | `x`, `y` | required | A word. |\n\nWords of mine.',
    );
    expect(reference).toContain(
      "| Key | Type | Description | Example |\n| --- | --- | --- | --- |\n| `e` | text | E. | `'\\t'` or `\"\\t\"` or `'it''s \"x\"'` |",
    );
  });

  it('has a place for every text', () => {
    const lost = { ...texts, after: { 'c.NAME': 'Nowhere.' } };
    expect(() => configurationReference(example, lost)).toThrow('has no section c.NAME');
  });

  it('leaves no key of the configuration out', () => {
    const schema = configJsonSchema({ target: 'draft-2020-12' });
    const sections = sectionsOf(schema);
    const keys = sections.flatMap(({ path, keys: own }) => own.map(({ name }) => [path, name]));
    expect(keys.length).toBeGreaterThan(120);
    expect(
      keysOf(schema).filter(
        (name) => !sections.some((section) => section.keys.some((key) => key.name === name)),
      ),
    ).toEqual([]);
  });
});

/** Every key that is not part of a value, such as a secret or a value map. */
function keysOf({ title, properties = {}, additionalProperties, items }: JsonSchema): string[] {
  if (title !== undefined) return [];
  return [
    ...Object.entries(properties).flatMap(([key, child]) => [key, ...keysOf(child)]),
    ...(typeof additionalProperties === 'object' ? keysOf(additionalProperties) : []),
    ...(items === undefined ? [] : keysOf(items)),
  ];
}
