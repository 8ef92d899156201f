import type { JsonSchema } from '../src/config/schema/json-schema.ts';

/** A map in the configuration with keys of its own: one section of the reference. */
export interface Section {
  /** `collectors.NAME.http`; empty for the file itself. */
  readonly path: string;
  /** The number of enclosing sections. */
  readonly depth: number;
  readonly description: string;
  readonly keys: readonly Key[];
}

export interface Key {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** The section that describes its content. */
  readonly section: string | undefined;
}

/** Every section of a schema, each before those nested in it. */
export function sectionsOf(schema: JsonSchema, path = '', depth = 0): readonly Section[] {
  const { properties, description = '', required = [] } = schema;
  if (properties === undefined) return [];
  const names = Object.keys(properties);
  const children = Object.entries(properties).map(([name, child]) => {
    const below = placeBelow(child, names);
    const at = path === '' ? name : `${path}.${name}`;
    const sections =
      below === undefined ? [] : sectionsOf(below.schema, at + below.suffix, depth + 1);
    const key = { name, schema: child, required: required.includes(name) };
    return { key: { ...key, section: sections[0]?.path }, sections };
  });
  const keys = children.map(({ key }) => key);
  const own = keys.length === 0 ? [] : [{ path, depth, description, keys }];
  return [...own, ...children.flatMap(({ sections }) => sections)];
}

/** The schema below a key, and what its path adds to that of the key. */
function placeBelow(
  { title, additionalProperties, items, ...schema }: JsonSchema,
  beside: readonly string[],
): { readonly schema: JsonSchema; readonly suffix: string } | undefined {
  if (title !== undefined) return undefined;
  if (typeof additionalProperties === 'object') {
    const isLeaf = additionalProperties.title !== undefined;
    return isLeaf ? undefined : { schema: additionalProperties, suffix: '.NAME' };
  }
  if (items === undefined) return { schema, suffix: '' };
  // A list of what is already described beside it, such as `rules`, is not described again.
  const isTold = Object.keys(items.properties ?? {}).every((name) => beside.includes(name));
  return isTold ? undefined : { schema: items, suffix: '[]' };
}
