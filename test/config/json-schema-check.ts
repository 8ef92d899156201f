import type { JsonSchema } from '../../src/config/schema/json-schema.ts';

/** What a value has against a schema, by path: the keywords that polyprom's own schemas use, and no other. */
export function schemaErrors(value: unknown, schema: JsonSchema, path = ''): readonly string[] {
  const type = typeOf(value);
  const { type: types, pattern, minimum, maximum } = schema;
  const allowed = types === undefined ? [type] : [types].flat();
  const fits = allowed.includes(type) || (type === 'integer' && allowed.includes('number'));
  if (!fits) return [`${path}: got ${type}, want ${allowed.join(' or ')}`];
  if (typeof value === 'string') {
    const matches = typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value);
    return matches ? [] : [`${path}: does not match ${pattern}`];
  }
  if (typeof value === 'number') {
    const inside =
      (typeof minimum !== 'number' || value >= minimum) &&
      (typeof maximum !== 'number' || value <= maximum);
    return inside ? [] : [`${path}: ${value} is out of bounds`];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return value.flatMap((item, i) =>
      items === undefined ? [] : schemaErrors(item, items, `${path}/${i}`),
    );
  }
  return type === 'object' ? objectErrors({ ...Object(value) }, schema, path) : [];
}

function objectErrors(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, additionalProperties = true, propertyNames, required = [] }: JsonSchema,
  path: string,
): readonly string[] {
  const missing = required
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => `${path}: missing ${key}`);
  const wrong = Object.entries(value).flatMap(([key, part]) => {
    const at = `${path}/${key}`;
    const name = propertyNames === undefined ? [] : schemaErrors(key, propertyNames, at);
    const known = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (known === false) return [...name, `${path}: additional property ${key}`];
    return typeof known === 'object' ? [...name, ...schemaErrors(part, known, at)] : name;
  });
  return [...missing, ...wrong];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
