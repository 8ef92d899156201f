import { expected, field, type Field, type FieldContext } from './field.ts';
import { checkHeaderValue } from './header-value.ts';
import { isSecretName } from './secret-name.ts';
import { showKind } from './show.ts';
import { Text } from './text.ts';

/** `{ secretKeyRef: { name, key } }`: a key of a Kubernetes Secret that the chart mounts. */
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

/** What is wrong with a text goes to the context. */
type Check = (text: Text, context: FieldContext) => Text;

/** A text that never prints: a password, a token. Takes `{ secretKeyRef }` too. */
export function secretText(expects = 'a string', check: Check = (text) => text): Field<Text> {
  return field({ title: 'secret', ...shape, writeOnly: true }, expects, (value, context) =>
    check(readText(value, expects, context), context).hiding({ secret: true }),
  );
}

/** A value of a map whose keys tell which of its values are secret, such as the headers of a request. */
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

/** A value of the query or the form of a request. */
export function requestText(): Field<Text> {
  return maybeSecretText('a string', (text) => text, { inRequest: true });
}

/** The values of headers, each a secret when its name says so. */
export function headerValue(): Field<Text> {
  return maybeSecretText('a string', checkHeaderValue, { inRequest: true });
}

/**
 * Hides the values whose key says that they are secret, and in the others whatever is filled in and not
 * marked as public.
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

/** The value itself is not told: what should be a password may well be one. */
function wrong(expects: string, value: {}): string {
  const kind = showKind(value);
  return typeof value === 'object'
    ? `${expected(expects, value)}; a Secret is named by { secretKeyRef: { name, key } }`
    : `expected ${expects}, got ${kind}: write it in quotes`;
}
