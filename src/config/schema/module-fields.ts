import { compilePattern, PatternError, type Pattern } from '../../expression/functions/pattern.ts';
import { readTargetEntry, type TargetEntry } from '../../http-client/targets/entry.ts';
import { readTarget } from '../../http-client/targets/target.ts';
import { expected, field, filledIn, type Field } from '../../schema/field.ts';

const entryExpects = 'a target such as https://*.shop.example or 10.0.0.0/8:9100';

/** An entry of `allowedTargets`. */
export function targetEntry(): Field<TargetEntry> {
  return field({ title: 'target', type: 'string' }, entryExpects, (value, context) => {
    const given = filledIn(value, context);
    if (typeof given !== 'string') return context.fail(expected(entryExpects, value));
    const entry = readTargetEntry(given);
    return typeof entry === 'string' ? context.fail(entry) : entry;
  });
}

/** Describes why a target is invalid; undefined if it is valid. */
export function targetFault(text: string): string | undefined {
  const url = readTarget(text);
  return typeof url === 'string' ? url : undefined;
}

const patternExpects = 'a regular expression such as [a-z0-9-]+';

/** A regular expression that runs in linear time. */
export function pattern(): Field<Pattern> {
  return field(
    { title: 'regular expression', type: 'string' },
    patternExpects,
    (value, context) => {
      const given = filledIn(value, context);
      if (typeof given !== 'string') return context.fail(expected(patternExpects, value));
      try {
        return compilePattern(given);
      } catch (error) {
        if (error instanceof PatternError) return context.fail(error.message);
        throw error;
      }
    },
  );
}
