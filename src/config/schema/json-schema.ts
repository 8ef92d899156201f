import { z } from 'zod';
import { Config } from './schema.ts';

/** A JSON Schema as polyprom writes it: flat, everything inline. */
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
  /** 2020-12 is what editors read; draft 7 is what goes into a chart, and has no `$schema`. */
  readonly target: 'draft-2020-12' | 'draft-7';
}

interface Place {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: object;
}

/**
 * The schema of the configuration. Null is let through wherever a key may be absent, `${` wherever a
 * text may stand; that a collector has exactly one source is not in it, for `anyOf` answers a typo with
 * all of its branches.
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

/** Zod takes the examples of a field that is transformed for examples of what comes out of it. */
function keepExamples({ zodSchema, jsonSchema }: Place): void {
  const { examples } = z.globalRegistry.get(zodSchema) ?? {};
  if (examples !== undefined) Object.assign(jsonSchema, { examples });
}

/** Leaves out what says nothing: the empty default of a map, and that its keys are texts. */
function tidy(schema: JsonSchema): JsonSchema {
  const { default: preset, propertyNames, ...others } = schema;
  const empty = typeof preset === 'object' && preset !== null && Object.keys(preset).length === 0;
  return {
    ...mapChildren(others, tidy),
    ...(propertyNames?.['pattern'] === undefined ? {} : { propertyNames }),
    ...(preset === undefined || empty ? {} : { default: preset }),
  };
}

/** Null means absent, so that a Helm overlay can delete: every key that may be absent may be null. */
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

/** The part of a schema that describes what stands at `path`, or undefined when nothing may stand there. */
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
