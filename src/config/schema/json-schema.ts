import { z } from 'zod';
import { Config } from './schema.ts';

/** A JSON Schema as polyprom generates it: without references, everything inline. */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

export interface JsonSchemaOptions {
  /** 2020-12 for editors; draft 7 for a chart, without `$schema`. */
  readonly target: 'draft-2020-12' | 'draft-7';
}

interface Place {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: object;
}

/**
 * The schema of the configuration. It accepts null wherever a key is optional, and references with `${` wherever
 * a string is valid. It does not require exactly one source for a collector, because validators report a typo in
 * an `anyOf` with the errors of all its branches.
 */
export function configJsonSchema(
  { target }: JsonSchemaOptions,
  config: z.ZodType = Config,
): JsonSchema {
  const made = z.toJSONSchema(config, {
    target,
    io: 'input',
    reused: 'inline',
    override: keepExamples,
  });
  const plain: unknown = JSON.parse(JSON.stringify(made));
  if (!isJsonSchema(plain)) throw new Error('zod returned no JSON Schema');
  const { $schema, ...schema } = plain;
  const flat = orNull(tidy(schema));
  return target === 'draft-7' || $schema === undefined ? flat : { $schema, ...flat };
}

function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}

/** Zod treats the examples of a transformed field as examples of its output. */
function keepExamples({ zodSchema, jsonSchema }: Place): void {
  const { examples } = z.globalRegistry.get(zodSchema) ?? {};
  if (examples !== undefined) Object.assign(jsonSchema, { examples });
}

/** Leaves out redundant keywords: the empty default of a map, and the string type of its keys. */
function tidy(schema: JsonSchema): JsonSchema {
  const { default: preset, propertyNames, ...others } = schema;
  const empty = typeof preset === 'object' && preset !== null && Object.keys(preset).length === 0;
  return {
    ...mapChildren(others, tidy),
    ...(propertyNames?.['pattern'] === undefined ? {} : { propertyNames }),
    ...(preset === undefined || empty ? {} : { default: preset }),
  };
}

/** Null means absent, so that a Helm overlay can delete a key: every optional key may be null. */
function orNull(schema: JsonSchema): JsonSchema {
  const { properties, additionalProperties, required = [] } = schema;
  return {
    ...mapChildren(schema, orNull),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [
          key,
          required.includes(key) ? orNull(value) : nullable(orNull(value)),
        ]),
      ),
    }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: nullable(orNull(additionalProperties)),
    }),
  };
}

function nullable(schema: JsonSchema): JsonSchema {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0 || types.includes('null')) return schema;
  return { ...schema, type: [...types, 'null'] };
}

function mapChildren(schema: JsonSchema, change: (child: JsonSchema) => JsonSchema): JsonSchema {
  const { properties, additionalProperties, items } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, change(value)]),
      ),
    }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: change(additionalProperties),
    }),
    ...(items && { items: change(items) }),
  };
}

/** The part of a schema that describes the value at `path`, or undefined if the schema allows no value there. */
export function schemaAt(
  schema: JsonSchema | undefined,
  path: readonly PropertyKey[],
): JsonSchema | undefined {
  let at = schema;
  for (const step of path) {
    if (at === undefined) return undefined;
    const { properties = {}, additionalProperties, items }: JsonSchema = at;
    const key = String(step);
    if (typeof step === 'number') at = items;
    else if (Object.hasOwn(properties, key)) at = properties[key];
    else at = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  }
  return at;
}
