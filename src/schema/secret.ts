import { expected, field, type Field, type FieldContext } from './field.ts';
import { checkHeaderValue } from './header-value.ts';
import { isSecretName } from './secret-name.ts';
import { showKind } from './show.ts';
import { Text } from './text.ts';

/** `{ secretKeyRef: { name, key } }`: a key of a Kubernetes Secret mounted by the chart. */
const reference = {
  type: 'object',
  description: 'A key of a Kubernetes Secret, which the chart mounts.',
  properties: {
    name: { type: 'string', description: 'The Secret.' },
    key: { type: 'string', description: 'Its key.' },
  },
  required: ['name', 'key'],
  additionalProperties: false,
};

const shape = {
  type: ['string', 'object'],
  properties: { secretKeyRef: reference },
  required: ['secretKeyRef'],
  additionalProperties: false,
} as const;

/** Reports problems with a text to the context. */
type Check = (text: Text, context: FieldContext) => Text;

/** A string that is never printed, such as a password or token. Also accepts `{ secretKeyRef }`. */
export function secretText(expects = 'a string', check: Check = (text) => text): Field<Text> {
  return field({ title: 'secret', ...shape, writeOnly: true }, expects, (value, context) =>
    check(readText(value, expects, context), context).hiding({ secret: true }),
  );
}

/** A value of a map in which the keys determine which values are secret, such as request headers. */
export function maybeSecretText(
  expects = 'a string',
  check: Check = (text) => text,
  places: { readonly inRequest?: boolean } = {},
): Field<Text> {
  return field(
    { title: 'text or secret', ...shape },
    expects,
    (value, context) => check(readText(value, expects, context), context),
    places,
  );
}

/** A value in the query or form of a request. */
export function requestText(): Field<Text> {
  return maybeSecretText('a string', (text) => text, { inRequest: true });
}

/** Header values; a value is secret if its name indicates so. */
export function headerValue(): Field<Text> {
  return maybeSecretText('a string', checkHeaderValue, { inRequest: true });
}

/**
 * Hides values whose key marks them as secret. In other values, hides resolved references that are not marked as
 * public.
 */
export function hideSecrets(entries: Readonly<Record<string, Text>>): Record<string, Text> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, text]) => [
      name,
      text.hiding(isSecretName(name) || text.reference ? { secret: true } : { hideFilledIn: true }),
    ]),
  );
}

function readText(value: {}, expects: string, context: FieldContext): Text {
  if (value instanceof Text) return value;
  if (typeof value === 'string') return new Text([value]);
  return context.fail(wrong(expects, value));
}

/** The message does not include the value because it may be a password. */
function wrong(expects: string, value: {}): string {
  const kind = showKind(value);
  return typeof value === 'object'
    ? `${expected(expects, value)}; a Secret is named by { secretKeyRef: { name, key } }`
    : `expected ${expects}, got ${kind}: write it in quotes`;
}
