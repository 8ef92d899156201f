import { describe, expect, it } from 'vitest';
import { configurationReference } from '../../scripts/configuration-reference.ts';
import { configJsonSchema, type JsonSchema } from '../../src/config/json-schema.ts';

const reference = configurationReference({
  description: 'The file.',
  properties: {
    a: { title: 'duration', type: 'string', default: '10s', description: 'One | two.' },
    b: {
      type: 'object',
      description: 'A map of maps.',
      additionalProperties: {
        description: 'One of them.',
        properties: {
          c: { enum: ['x', 'y', null], description: 'A word.', examples: ['it\'s "x"'] },
        },
        required: ['c'],
      },
    },
  },
});

/** Every path of keys, with NAME for what the user calls it. */
function pathsOf({ properties = {}, additionalProperties }: JsonSchema, path = ''): string[] {
  return [
    ...Object.entries(properties).flatMap(([key, child]) => [
      `${path}${key}`,
      ...(child.title === undefined ? pathsOf(child, `${path}${key}.`) : []),
    ]),
    ...(typeof additionalProperties === 'object' && additionalProperties.title === undefined
      ? pathsOf(additionalProperties, `${path}NAME.`)
      : []),
  ];
}

describe('the reference of the configuration', () => {
  it('has a row for each key', () => {
    expect(reference).toContain('| `a` | duration | `10s` | One \\| two. |  |');
    expect(reference).toContain('| `b` | map by name |  | A map of maps. |  |');
  });

  it('has a section for each map', () => {
    expect(reference).toContain('## The file\n\nThe file.\n');
    expect(reference).toContain('## `b.NAME`\n\nOne of them.\n');
    expect(reference).toContain("| `b.NAME.c` | `x`, `y` | required | A word. | `'it''s \"x\"'` |");
  });

  it('leaves no key of the configuration out', () => {
    const schema = configJsonSchema({ target: 'draft-2020-12' });
    const whole = configurationReference(schema);
    const paths = pathsOf(schema);
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !whole.includes(`| \`${path}\` |`))).toEqual([]);
  });
});
