import { z } from 'zod';
import { isMap } from './containers.ts';
import { reading, type FieldContext } from './field.ts';

export interface ShortForm {
  /** Matches the string; used in JSON Schema. */
  readonly pattern: string;
  /** Converts a value that is not a map to the equivalent map, or refuses it. */
  readonly read: (value: {}, context: FieldContext) => Readonly<Record<string, unknown>>;
}

/**
 * A map with a short form for simple cases: `cache: 30s` for `cache: { ttl: 30s }`. In JSON Schema it is a single
 * object that may also be a string, so that errors refer to the misspelled key.
 */
export function orShort<S extends z.ZodType>(map: S, { pattern, read }: ShortForm) {
  return z
    .preprocess(
      (value, { issues }) =>
        value === undefined || value === null || isMap(value)
          ? value
          : reading(value, issues, (context) => read(value, context)),
      map,
    )
    .meta({ type: ['string', 'object'], pattern });
}
