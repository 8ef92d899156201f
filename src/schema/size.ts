import { expected, field, filledIn, type Field } from './field.ts';

const bytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

const expects = 'a size above zero such as 10MiB, 512KiB, 10MB or a whole number of bytes';

/** Converts `10MiB` or `1048576` to bytes, or returns undefined if it is not a size. */
export function readSize(text: string): number | undefined {
  const [, digits, unit = 'B'] = /^(\d+(?:\.\d+(?= ?[A-Z]))?) ?([A-Za-z]+)?$/i.exec(text) ?? [];
  const factor = Object.hasOwn(bytes, unit) ? bytes[unit] : undefined;
  return digits === undefined || factor === undefined
    ? undefined
    : Math.floor(Number(digits) * factor);
}

/** A size in bytes. */
export function size(): Field<number> {
  return field(
    {
      title: 'size',
      type: ['string', 'integer'],
      minimum: 1,
      pattern: `^[0-9]+$|^[0-9]+([.][0-9]+)? ?(${Object.keys(bytes).join('|')})$|\\$\\{`,
    },
    expects,
    (value, context) => {
      const given = filledIn(value, context);
      const text = typeof given === 'number' ? String(given) : given;
      const parsed = typeof text === 'string' ? readSize(text.trim()) : undefined;
      return parsed === undefined || parsed < 1 ? context.fail(expected(expects, value)) : parsed;
    },
  );
}
