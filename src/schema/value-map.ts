import { isMap } from './containers.ts';
import {
  expected,
  field,
  filledIn,
  filledInNumber,
  type Field,
  type FieldContext,
} from './field.ts';

const expects =
  'an object from strings to numbers such as { "UP": 1, "*": 0 }, or an array of { from, to }';

/** Maps the string form of a value to a number, given as a map or an array; `*` matches any other value. */
export function valueMap(): Field<ReadonlyMap<string, number>> {
  return field(
    {
      title: 'value map',
      type: ['object', 'array'],
      additionalProperties: { type: ['number', 'string'], pattern: '\\$\\{' },
      items: {
        type: 'object',
        properties: {
          from: {
            type: ['string', 'number', 'boolean'],
            description: 'The value, or * for any other.',
          },
          to: { type: ['number', 'string'], pattern: '\\$\\{', description: 'Its number.' },
        },
        required: ['from', 'to'],
        additionalProperties: false,
      },
    },
    expects,
    (value, context) => {
      if (Array.isArray(value)) return read(value.map(fromItem), context);
      if (!isMap(value)) return context.fail(expected(expects, value));
      return read(
        Object.entries(value).map(([from, to]) => ({ from, to, at: [], toAt: [from] })),
        context,
      );
    },
  );
}

interface Entry {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly at: readonly PropertyKey[];
  readonly toAt: readonly PropertyKey[];
  /** The entry as written if it is not `{ from, to }`. */
  readonly whole?: unknown;
}

function read(entries: readonly Entry[], context: FieldContext): ReadonlyMap<string, number> {
  if (entries.length === 0) context.fail(`is empty, expected ${expects}`);
  const map = new Map<string, number>();
  for (const entry of entries) {
    const { from, to, at, toAt, whole, ...others } = entry;
    for (const key of Object.keys(others)) {
      context.report('unknown key; possible are from, to', { path: [...at.slice(0, 1), key] });
    }
    if (whole !== undefined) {
      context.report(expected('{ from, to }', whole), { path: at });
      continue;
    }
    const key = readKey(from, at, context);
    const number = readNumber(to, toAt, context);
    if (key !== undefined && map.has(key)) {
      context.report(`${JSON.stringify(key)} is there twice`, { path: at });
    } else if (key !== undefined && number !== undefined) {
      map.set(key, number);
    }
  }
  return map;
}

function fromItem(item: unknown, i: number): Entry {
  return isMap(item)
    ? { ...item, at: [i, 'from'], toAt: [i, 'to'] }
    : { at: [i], toAt: [i], whole: item };
}

function readKey(
  from: unknown,
  path: readonly PropertyKey[],
  context: FieldContext,
): string | undefined {
  const given = from === undefined || from === null ? undefined : filledIn(from, context);
  if (typeof given === 'string') return given;
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  context.report(
    given === undefined
      ? 'is missing, expected a string such as "UP"'
      : expected('a string such as "UP"', given),
    { path },
  );
  return undefined;
}

function readNumber(
  to: unknown,
  path: readonly PropertyKey[],
  context: FieldContext,
): number | undefined {
  if (to === undefined || to === null) {
    context.report('is missing, expected a number', { path });
    return undefined;
  }
  const given = filledInNumber(to, context);
  if (typeof given === 'number' && !Number.isNaN(given)) return given;
  context.report(expected('a number', to), { path });
  return undefined;
}
