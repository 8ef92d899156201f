import type { z } from 'zod';
import { httpAddress, relativeAddress } from '../../schema/address.ts';
import {
  always,
  atMostOne,
  isMap,
  listOf,
  mapOf,
  object,
  type KeyRule,
} from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { expression } from '../../schema/expression.ts';
import { anyName, headerName } from '../../schema/names.ts';
import { choice, number, plainText } from '../../schema/scalars.ts';
import { headerValue, hideSecrets, requestText } from '../../schema/secret.ts';
import { Text } from '../../schema/text.ts';
import { bodyField } from '../exchange/body-field.ts';
import { statusRange } from '../exchange/status-range.ts';

const credentials = { user: 'monitor', password: '${file:/run/secrets/device/password}' };

const headers = mapOf(headerName, headerValue()).transform(hideSecrets).prefault({});
const query = mapOf(anyName, requestText()).transform(hideSecrets).prefault({});
const form = mapOf(anyName, requestText()).transform(hideSecrets).optional();
const status = listOf(statusRange()).prefault(['2xx']);

const valueName: KeyRule = {
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  fault: (name) =>
    /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
      ? undefined
      : 'not a name for a value: write letters, digits and "_", no digit first',
};

const LoginStep = object({
  url: relativeAddress()
    .describe('The URL of the request: a path of the server of the documents, or a whole URL.')
    .meta({ examples: ['/login'] }),
  method: choice(['GET', 'POST', 'PUT'])
    .optional()
    .describe('The request method. Default: POST with `body` or `form`, else GET.'),
  headers: headers
    .describe('The request headers.')
    .meta({ examples: [{ 'x-csrftoken': '${session:csrf}' }] }),
  query: query.describe('Parameters that are added to the query of the URL.'),
  body: bodyField()
    .optional()
    .describe('The request body: a string, or an object or array that is sent as JSON.'),
  form: form
    .describe('The request body as form fields.')
    .meta({ examples: [{ ...credentials, csrfmiddlewaretoken: '${session:csrf}' }] }),
  status: status
    .describe(
      'The status codes of a successful response. A redirect that is listed is not followed; others are.',
    )
    .meta({ examples: [[302], [200, 409]] }),
  expect: expression()
    .optional()
    .describe('An expression over the response that must be true; otherwise the login fails.')
    .meta({ examples: ['success'] }),
  set: mapOf(valueName, expression())
    .prefault({})
    .describe(
      'Values that later steps and the documents use as `${session:NAME}`, each an expression over the response. JSON and XML are as in documents; HTML is `{ text, inputs, meta }` with the values of its input fields and meta elements by name; other text is `{ text, lines }`. `$response.headers` and `$response.cookies` have the headers and the cookies.',
    )
    .meta({
      examples: [
        { csrf: 'inputs.csrfmiddlewaretoken' },
        { sid: '$response.headers."x-session-id"' },
      ],
    }),
}).check(atMostOne(['body', 'form']));

/** One request of a login. */
export type LoginStep = z.output<typeof LoginStep>;

/** A login takes a few requests; more are a mistake. */
const maxSteps = 10;

export const Login = object({
  url: httpAddress({ inRequest: true })
    .optional()
    .describe('The URL of the login.')
    .meta({ examples: ['https://device.example/api/login'] }),
  method: choice(['POST', 'GET', 'PUT'])
    .describe('The request method of the login.')
    .prefault('POST'),
  headers: headers.describe('The request headers of the login.'),
  body: bodyField()
    .optional()
    .describe(
      'The request body of the login: a string, or an object or array that is sent as JSON.',
    )
    .meta({ examples: [credentials] }),
  form: form
    .describe('The request body of the login as form fields.')
    .meta({ examples: [credentials] }),
  status: status
    .describe('The status codes of a successful login, such as 409 for Transmission.')
    .meta({ examples: [[200, 302], [409]] }),
  expect: expression()
    .optional()
    .describe('An expression over the response that must be true; otherwise the login fails.')
    .meta({ examples: ['success'] }),
  steps: listOf(LoginStep)
    .optional()
    .describe(
      `Instead of \`url\`: the requests of the login, one after the other, at most ${maxSteps}. Each has the cookies and values of those before.`,
    )
    .meta({
      examples: [
        [
          { url: '/login', set: { csrf: 'inputs.csrf_token' } },
          { url: '/login', form: { ...credentials, csrf_token: '${session:csrf}' }, status: [302] },
        ],
      ],
    }),
  token: expression()
    .optional()
    .describe(
      'Where the token is in the (last) response, which expressions see as in `steps.set`. Default: only cookies are kept.',
    )
    .meta({ examples: ['data.token', '$response.headers."x-auth-token"'] }),
  header: plainText('the name of a header')
    .optional()
    .describe(
      'The header that the token is sent in, without a prefix. Default: `Authorization: Bearer`.',
    )
    .meta({ examples: ['x-auth-token'] }),
  refusedStatus: listOf(number({ integer: true, min: 100, max: 599 }))
    .prefault([401, 403])
    .describe('Status codes of the document that mean that the session has expired.')
    .meta({ examples: [[302, 401]] }),
  expired: expression()
    .optional()
    .describe(
      'An expression over the document and `$response` that is true when the session has expired, for servers that respond with 200 then.',
    )
    .meta({ examples: ['error.code == 119', '$response.headers."content-type" == \'text/html\''] }),
  maxAge: duration()
    .describe('The longest time that a login is used, even if it is valid for longer.')
    .prefault('24h'),
})
  .check(atMostOne(['body', 'form']))
  .check(checkHeader())
  .check(checkSteps())
  .describe(
    'Logs in first. Cookies, values and the token, if there is one, are reused until they are rejected; then it logs in again.',
  );
export type Login = z.output<typeof Login>;

function checkHeader<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || value['header'] === undefined) return;
    if (value['token'] === undefined) report(['header'], 'needs token: say where the token is');
    const name = value['header'];
    const fault = typeof name === 'string' ? headerName.fault(name) : undefined;
    if (fault !== undefined) report(['header'], fault);
  });
}

/** One request or several. Each step may only refer to values that earlier steps provide. */
function checkSteps<T>() {
  return always<T>((value, report) => {
    if (!isMap(value)) return;
    const { steps } = value;
    if (!Array.isArray(steps)) {
      if (value['url'] === undefined) report([], 'has neither url nor steps: write one');
      return;
    }
    for (const key of ['url', 'body', 'form', 'expect']) {
      if (value[key] !== undefined) report([key], 'does not go with steps: write it in a step');
    }
    if (steps.length > maxSteps) {
      report(['steps'], `has ${steps.length} steps, expected at most ${maxSteps}`);
    }
    const known = new Set<string>();
    for (const [index, step] of steps.entries()) {
      if (!isMap(step)) continue;
      for (const { name, written } of sessionReferences(step)) {
        if (known.has(name)) continue;
        const names = known.size === 0 ? 'there is none' : `there is ${[...known].join(', ')}`;
        report(['steps', index], `${written} is not set by an earlier step: ${names}`);
      }
      for (const name of isMap(step['set']) ? Object.keys(step['set']) : []) known.add(name);
    }
  });
}

/** The values of the session that the strings of a request refer to. */
function sessionReferences(
  request: Readonly<Record<string, unknown>>,
): readonly { readonly name: string; readonly written: string }[] {
  return deferredOf(request).flatMap(({ kind, name, written }) =>
    kind === 'session' && name !== undefined ? [{ name, written }] : [],
  );
}

/** All references in the strings of a request that are resolved when it is built. */
export function deferredOf(request: Readonly<Record<string, unknown>>) {
  const { url, path, headers: names, query: parameters, body, form: fields } = request;
  const texts = [url, path, body, names, parameters, fields].flatMap((part) => textsIn(part));
  return texts.flatMap(({ deferred }) => deferred);
}

function textsIn(part: unknown): readonly Text[] {
  if (part instanceof Text) return [part];
  if (Array.isArray(part)) return part.flatMap((each) => textsIn(each));
  return isMap(part) ? Object.values(part).flatMap((each) => textsIn(each)) : [];
}
