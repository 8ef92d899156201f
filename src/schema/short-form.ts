import { z } from 'zod';
import { isMap } from './containers.ts';
import { reading, type FieldContext } from './field.ts';

export interface ShortForm {
  /** Of the text, for JSON Schema. */
  readonly pattern: string;
  /** The map that is meant, or a refusal, for a value that is no map. */
  readonly read: (value: {}, context: FieldContext) => Readonly<Record<string, unknown>>;
}

/**
 * A map that may be written shorter when it says little: `cache: 30s` for `cache: { ttl: 30s }`. In
 * JSON Schema it is one flat object that may be a text, so a typo in it is answered by its own name.
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
