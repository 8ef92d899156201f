import { isSecretName } from './secret-name.ts';
import { expected, field, filledIn, type Field } from './field.ts';
import { Text } from './text.ts';

const absolute = 'an http or https URL such as https://shop.example/api/orders';

/**
 * The URL of a request. Credentials in it are redacted wherever it is printed.
 *
 * @param inRequest whether it may contain references that are resolved when the request is built
 */
export function httpAddress({
  inRequest = false,
}: { readonly inRequest?: boolean } = {}): Field<Text> {
  return addressField({ isRelative: false, inRequest });
}

/** The URL of a subsequent request, which may be a path on the same server. */
export function relativeAddress(): Field<Text> {
  return addressField({ isRelative: true, inRequest: true });
}

interface AddressRules {
  readonly isRelative: boolean;
  readonly inRequest: boolean;
}

function addressField({ isRelative, inRequest }: AddressRules): Field<Text> {
  const expects = isRelative ? `a path such as /api/items, or ${absolute}` : absolute;
  const pattern = `^[hH][tT][tT][pP][sS]?://[^/]|\\$\\{${isRelative ? '|^/' : ''}`;
  return field(
    { title: 'address', type: 'string', pattern },
    expects,
    (value, context) => {
      if (typeof value !== 'string' && !(value instanceof Text)) {
        return context.fail(expected(expects, value));
      }
      if (value instanceof Text && value.reference) {
        return context.fail('takes no secretKeyRef: write credentials under auth');
      }
      const text = (value instanceof Text ? value : new Text([value])).hiding({
        find: credentialsOf,
        hideFilledIn: true,
      });
      const address = text.peek();
      const isPath = isRelative && (text.beginsDeferred || /^\/(?!\/)/.test(address ?? '/'));
      if (address !== undefined && !isPath && !isHttp(address)) {
        context.fail(expected(expects, text));
      }
      return text;
    },
    { inRequest },
  );
}

/** The prefix of all paths of a server: starts with a slash and does not end with one, unless it is just `/`. */
export function pathPrefix(): Field<string> {
  const wanted = 'a path that begins with a slash such as / or /polyprom';
  return field(
    { title: 'path', type: 'string', pattern: '^/[^?#\\s]*$|\\$\\{' },
    wanted,
    (value, context) => {
      const given = filledIn(value, context);
      return typeof given === 'string' && /^\/[^?#\s]*$/.test(given)
        ? given.replace(/(?<=^.|[^/])\/+$/, '')
        : context.fail(expected(wanted, value));
    },
  );
}

function isHttp(address: string): boolean {
  const { protocol, hostname } = URL.parse(address) ?? {};
  return (protocol === 'http:' || protocol === 'https:') && hostname !== '';
}

/** The user and password before the host, and query parameters whose name marks them as a token or key. */
function credentialsOf(address: string): readonly string[] {
  const [, user] = /^[a-z]+:\/\/([^/?#]*)@/i.exec(address) ?? [];
  const [, query = ''] = /\?([^#]*)/.exec(address) ?? [];
  const values = query.split('&').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return isSecretName(name) ? value.join('=') : '';
  });
  return [user ?? '', ...(user ?? '').split(':').slice(1), ...values].filter(
    (found) => found !== '',
  );
}
