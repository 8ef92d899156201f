import { stringify } from 'yaml';
import { isMap } from '../schema/containers.ts';
import { Text } from '../schema/text.ts';
import type { JsonSchema } from './schema/json-schema.ts';

/**
 * The configuration in force as YAML: the user's configuration, with defaults filled in and references
 * resolved. Values that are secret by their field or by their origin are replaced by `<secret>`.
 *
 * @param written the configuration as the user wrote it
 * @param config the configuration as the schema read it, in which secrets are marked
 */
export function printConfig(written: unknown, config: unknown, schema: JsonSchema): string {
  // As YAML 1.1, which requires more quotes, so that it can be pasted into Helm values too.
  return stringify(shown(written, config, schema), { lineWidth: 0, version: '1.1' });
}

function shown(written: unknown, read: unknown, schema: JsonSchema | undefined): unknown {
  if (read instanceof Text) return read.toString();
  if (written instanceof Text) return isConstant(read, schema) ? read : written.toString();
  if (Array.isArray(written)) {
    return written.map((item, i) => shown(item, child(read, i), schema?.items));
  }
  if (!isMap(written)) return written;
  const { properties = {}, additionalProperties } = schema ?? {};
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const result: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(properties), ...Object.keys(written)])) {
    const of = Object.hasOwn(properties, key) ? properties[key] : others;
    const value = Object.hasOwn(written, key) ? written[key] : presetOf(of, child(read, key));
    if (value !== undefined) result[key] = shown(value, child(read, key), of);
  }
  return result;
}

/** A number or a boolean that came from a reference. A duration is a number too, but is written differently. */
function isConstant(read: unknown, schema: JsonSchema | undefined): boolean {
  return typeof read === schema?.title || (typeof read === 'number' && schema?.title === 'integer');
}

/** The value of a key that is left out: its default, or a map that contains defaults. */
function presetOf(schema: JsonSchema | undefined, read: unknown): unknown {
  if (schema?.default !== undefined) return schema.default;
  return isMap(read) && schema?.properties !== undefined ? {} : undefined;
}

function child(of: unknown, key: string | number): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined;
}
