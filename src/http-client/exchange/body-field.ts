import { isMap } from '../../schema/containers.ts';
import { expected, field, type Field } from '../../schema/field.ts';
import { isSecretName } from '../../schema/secret-name.ts';
import { Text } from '../../schema/text.ts';

/** The body of a request: a string, or arrays and objects that are sent as JSON. */
export type HttpBody = Text | JsonBody;

/** A JSON value whose strings may contain secrets. */
type JsonBody = readonly JsonPart[] | { readonly [key: string]: JsonPart };
type JsonPart = Text | string | number | boolean | null | JsonBody;

const expects = 'a string, or an object or array that is sent as JSON';

/**
 * Values that are filled into a body, and fields whose names suggest a secret, are never printed, because a body
 * may contain login credentials.
 */
export function bodyField(): Field<HttpBody> {
  return field(
    { title: 'body', type: ['string', 'object', 'array'] },
    expects,
    (value, context) => {
      if (typeof value === 'string' || value instanceof Text) {
        const text = value instanceof Text ? value : new Text([value]);
        return text.hiding({ hideFilledIn: true, find: secretsOf });
      }
      const body = readPart(value, false);
      return isJsonBody(body) ? body : context.fail(expected(expects, value));
    },
    { inRequest: true },
  );
}

/** The values in a JSON or form body whose names suggest that they are secret. */
function secretsOf(body: string): readonly string[] {
  const json = body.matchAll(/"([^"\\]{1,100})"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([-+.\w]+))/g);
  const fields = body.matchAll(/(?:^|[&\s])([^=&\s"]{1,100})=([^&\s"]*)/g);
  return [...json, ...fields]
    .filter(([, name]) => isSecretName(name ?? ''))
    .map(([, , text, other]) => text ?? other ?? '')
    .filter((value) => !['', 'true', 'false', 'null'].includes(value));
}

function readPart(value: unknown, secret: boolean): JsonPart {
  if (value instanceof Text)
    return value.hiding(secret ? { secret: true } : { hideFilledIn: true });
  if (typeof value === 'string') return secret ? new Text([value], { secret: true }) : value;
  if (typeof value === 'number' && secret) {
    return new Text([String(value)], { secret: true, number: value });
  }
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => readPart(item, secret));
  if (!isMap(value)) return null;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, readPart(part, isSecretName(name))]),
  );
}

function isJsonBody(part: JsonPart): part is JsonBody {
  return typeof part === 'object' && part !== null && !(part instanceof Text);
}

/** Returns a string of a body with all references resolved. */
type Fill = (text: Text) => string;

/** The body as it is sent, with the current secrets. @param fill resolves a string inside JSON */
export function revealBody(body: HttpBody, fill: Fill = (text) => text.reveal()): string {
  // Not a replacer: JSON.stringify calls `toJSON` first, which hides secrets.
  return body instanceof Text ? fill(body) : JSON.stringify(reveal(body, fill));
}

function reveal(part: JsonPart, fill: Fill): unknown {
  if (part instanceof Text) return part.number ?? fill(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((item: JsonPart) => reveal(item, fill));
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, reveal(value, fill)]),
  );
}

/** The strings inside a body. */
export function textsOfBody(body: HttpBody | JsonPart | undefined): readonly Text[] {
  if (body instanceof Text) return [body];
  if (typeof body !== 'object' || body === null) return [];
  return Object.values(body).flatMap((part: JsonPart) => textsOfBody(part));
}
