import { expected, field, filledIn, type Field } from './field.ts';

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Units in descending order, each at most once. */
const pattern =
  /^(?:(\d+(?:\.\d+)?)w)?(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;

const units = ['w', 'd', 'h', 'm', 's', 'ms'] as const;

/** Converts `1h30m` to milliseconds, or returns undefined if it is not a duration. Units: w d h m s ms. */
export function readDuration(text: string): number | undefined {
  const match = pattern.exec(text);
  if (text === '' || match === null) return undefined;
  return units.reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * milliseconds[unit], 0);
}

/** A duration in milliseconds. Zero is refused unless `zero` is set. */
export function duration({ zero = false }: { readonly zero?: boolean } = {}): Field<number> {
  const expects = `a duration${zero ? '' : ' above zero'} such as 500ms, 10s or 1h30m`;
  return field(
    { title: 'duration', type: 'string', pattern: '^([0-9]+([.][0-9]+)?(ms|s|m|h|d|w))+$|\\$\\{' },
    expects,
    (value, context) => {
      const given = filledIn(value, context);
      if (typeof given === 'number') {
        return context.fail(
          `${expected(expects, value)}: write the unit too, ${given}s or ${given}ms`,
        );
      }
      const parsed = typeof given === 'string' ? readDuration(given.trim()) : undefined;
      return parsed === undefined || (parsed === 0 && !zero)
        ? context.fail(expected(expects, value))
        : parsed;
    },
  );
}
