import { expected, field, filledIn, type Field } from '../../schema/field.ts';

/** Status codes, both ends included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

const expects = 'a status code such as 200, or a range such as "2xx" or "200-299"';

export function statusRange(): Field<StatusRange> {
  return field(
    {
      title: 'status codes',
      type: ['integer', 'string'],
      minimum: 100,
      maximum: 599,
      pattern: '^[1-5]([0-9]{2}(-[1-5][0-9]{2})?|[xX]{2})$|\\$\\{',
    },
    expects,
    (value, context) => {
      const given = filledIn(value, context);
      const range =
        typeof given === 'string' || typeof given === 'number'
          ? readRange(String(given).trim())
          : undefined;
      return range ?? context.fail(expected(expects, value));
    },
  );
}

function readRange(text: string): StatusRange | undefined {
  const [, kind] = /^([1-5])xx$/i.exec(text) ?? [];
  if (kind !== undefined) return { from: Number(kind) * 100, to: Number(kind) * 100 + 99 };
  const [, from, to = from] = /^([1-5]\d\d)(?: ?- ?([1-5]\d\d))?$/.exec(text) ?? [];
  const range = { from: Number(from), to: Number(to) };
  return range.from <= range.to ? range : undefined;
}

export function includesStatus(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some(({ from, to }) => status >= from && status <= to);
}
