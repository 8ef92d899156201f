import { describe, expect, it } from 'vitest';
import { readHtmlFields } from '../../src/http-client/auth/html-fields.ts';
import { sessionReference } from '../../src/schema/deferred.ts';
import { Text } from '../../src/schema/text.ts';
import { createReader } from './reader.ts';
import { json, startServer, type Handler } from './server.ts';

function session(name: string, before = ''): Text {
  return new Text([before, { deferred: sessionReference(`\${session:${name}}`, name) }]);
}

/** Tomcat's form login: the page that is wanted shows the form, under a session that the login must keep. */
const tomcat: Handler = ({ url, headers, body }, response) => {
  const cookie = String(headers.cookie);
  if (url === '/manager/j_security_check') {
    const good = cookie.includes('JSESSIONID=a1') && body === 'j_username=mon&j_password=pw';
    response.writeHead(good ? 303 : 403, {
      location: '/manager/text',
      'set-cookie': 'JSESSIONID=b2; Path=/manager; HttpOnly',
    });
    response.end();
  } else if (cookie.includes('JSESSIONID=b2')) {
    json(response, { running: 3 });
  } else {
    response.writeHead(200, {
      'content-type': 'text/html',
      'set-cookie': 'JSESSIONID=a1; Path=/manager; HttpOnly',
    });
    response.end('<form method="POST" action="j_security_check"></form>');
  }
};

/** A form with a token in a hidden field and in a cookie, and a redirect after the login. */
const django: Handler = ({ url, headers, body, method }, response) => {
  const cookie = String(headers.cookie);
  if (url === '/login/' && method === 'GET') {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'set-cookie': 'csrftoken=c00kie; Path=/',
    });
    response.end(
      '<!-- <input name=csrfmiddlewaretoken value=old> --><form><input type="hidden" name="csrfmiddlewaretoken" value="a&amp;b/c=="><input name=user></form>',
    );
  } else if (url === '/login/') {
    const good =
      cookie.includes('csrftoken=c00kie') &&
      new URLSearchParams(body).get('csrfmiddlewaretoken') === 'a&b/c==' &&
      headers.referer === 'http://shop.example/login/' &&
      body.includes('password=hunter2');
    response.writeHead(good ? 302 : 200, {
      location: '/',
      ...(good && { 'set-cookie': 'sessionid=s3ss10n; Path=/' }),
    });
    response.end();
  } else if (url.startsWith('/api')) {
    json(
      response,
      { url, token: headers['x-csrftoken'] },
      {},
      cookie.includes('s3ss10n') ? 200 : 403,
    );
  } else json(response, {}, {}, 404);
};

const djangoSteps = (password: string) => [
  {
    url: '/login/',
    set: { csrf: 'inputs.csrfmiddlewaretoken', cookie: '$response.cookies.csrftoken' },
  },
  {
    url: '/login/',
    headers: { Referer: 'http://shop.example/login/' },
    form: { csrfmiddlewaretoken: session('csrf'), username: 'monitor', password },
    status: [302],
  },
];

describe('a login in steps', () => {
  it('keeps the cookies of each step', async () => {
    const { url, seen } = await startServer(tomcat);
    const login = {
      steps: [
        { url: '/manager/text' },
        { url: '/manager/j_security_check', form: { j_username: 'mon', j_password: 'pw' } },
      ],
    };
    const reader = createReader({ url: `${url}/manager/text`, auth: { login } });

    expect(await reader.values()).toEqual([{ running: 3 }]);
    expect(await reader.values()).toEqual([{ running: 3 }]);
    expect(seen.map(({ method }) => method).join(' ')).toBe('GET POST GET GET GET');
  });

  it('sends the values of a step in later steps and in the documents, escaped for their place', async () => {
    const { url, seen } = await startServer(django);
    const reader = createReader({
      url: new Text([`${url}/api/`, { deferred: sessionReference('${session:csrf}', 'csrf') }]),
      query: { again: session('csrf') },
      headers: { 'X-CSRFToken': session('cookie') },
      auth: { login: { steps: djangoSteps('hunter2') } },
    });

    expect(await reader.values()).toEqual([
      { url: '/api/a%26b%2Fc%3D%3D?again=a%26b%2Fc%3D%3D', token: 'c00kie' },
    ]);
    expect(seen).toHaveLength(3);
    expect(reader.trace.requests.map(({ purpose, url: shown }) => [purpose, shown])).toEqual([
      ['login step 1', `${url}/login/`],
      ['login step 2', `${url}/login/`],
      ['document', `${url}/api/<secret>?again=<secret>`],
    ]);
  });

  it('fails when a step responds with another status, and says how to accept it', async () => {
    const { url } = await startServer(django);
    const reader = createReader({
      url: `${url}/api/`,
      auth: { login: { steps: djangoSteps('wrong') } },
    });

    expect((await reader.failure()).message).toBe(
      `POST /login/: the login failed: responded with 200 OK: if that is right, add 200 to its status`,
    );
  });

  it('fails when a value is not there, and names the fields that are', async () => {
    const { url } = await startServer(django);
    const steps = [{ url: '/login/', set: { csrf: 'inputs.csrf_token' } }];
    const reader = createReader({ url: `${url}/api/`, auth: { login: { steps } } });

    expect((await reader.failure()).message).toBe(
      'GET /login/: the login returned no csrf: inputs.csrf_token found nothing in the response (input fields: csrfmiddlewaretoken, user)',
    );
  });

  it('fails when what it expects is not true', async () => {
    const { url } = await startServer((_, response) => json(response, { success: false }));
    const login = { url: `${url}/login`, expect: 'success', token: 'sid' };

    expect((await createReader({ url, auth: { login } }).failure()).message).toBe(
      `POST ${url}/login: the login failed: success is not true`,
    );
  });

  it('takes a token from a response of any status that it expects', async () => {
    const { url } = await startServer(({ headers }, response) => {
      const good = headers['x-transmission-session-id'] === 'SID1';
      json(response, { good }, { 'x-transmission-session-id': 'SID1' }, good ? 200 : 409);
    });
    const login = {
      url: `${url}/rpc`,
      status: [409],
      token: '$response.headers."x-transmission-session-id"',
      header: 'X-Transmission-Session-Id',
      refusedStatus: [409],
    };

    expect(await createReader({ url: `${url}/rpc`, auth: { login } }).values()).toEqual([
      { good: true },
    ]);
  });
});

/** A station whose sessions are good for some documents; afterwards it responds with an error, and 200. */
function synology(uses: number) {
  const state = { logins: 0, left: 0 };
  const handler: Handler = ({ url }, response) => {
    if (url === '/login') {
      state.logins += 1;
      state.left = uses;
      json(response, { sid: `session-${state.logins}` });
    } else if (state.left > 0) {
      state.left -= 1;
      json(response, { success: true, load: 7 });
    } else json(response, { success: false, error: { code: 119 } });
  };
  return { state, handler };
}

describe('a session whose end comes with status 200', () => {
  const expired = 'success == false && error.code == 119';

  it('is renewed when expired is true', async () => {
    const { state, handler } = synology(1);
    const { url } = await startServer(handler);
    const login = { url: `${url}/login`, token: 'sid', expired };
    const reader = createReader({ url: `${url}/data`, auth: { login } });

    for (const logins of [1, 2, 3]) {
      expect(await reader.values()).toEqual([{ success: true, load: 7 }]);
      expect(state.logins).toBe(logins);
    }
  });

  it('fails, and does not loop, when it is true right after a login', async () => {
    const { state, handler } = synology(0);
    const { url } = await startServer(handler);
    const login = { url: `${url}/login`, token: 'sid', expired };

    expect((await createReader({ url, auth: { login } }).failure()).message).toMatch(
      /^auth\.login\.expired is true right after a login/,
    );
    expect(state.logins).toBe(1);
  });
});

describe('the fields of a page', () => {
  it.each([
    ['<INPUT TYPE=hidden NAME=a VALUE=1>', { a: '1' }],
    [`<input value='x > y' name='a'/>`, { a: 'x > y' }],
    ['<input name="a" value="&quot;&#39;&#x41;&lt;">', { a: `"'A<` }],
    ['<input name=a><input name=a value=2>', { a: '' }],
    ['<inputs name=a value=1><input name=b value=2', { b: '2' }],
  ])('are read from %s', (html, inputs) => {
    expect({ ...readHtmlFields(html).inputs }).toEqual(inputs);
  });

  it('include meta elements', () => {
    expect(readHtmlFields('<meta name="csrf-token" content="abc">').meta).toEqual({
      'csrf-token': 'abc',
    });
  });

  it.each([
    '<input ',
    '<input a="',
    '<!--',
    '<input name=',
    "<input a='",
    '<input' + ' '.repeat(50),
  ])('take linear time for many of %j', (piece) => {
    const html = piece.repeat(200_000 / piece.length);
    const started = performance.now();
    readHtmlFields(html);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
