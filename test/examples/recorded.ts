import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What a recorded API answers: a document of the example's folder, with status and headers. */
interface Answer {
  readonly file: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Asked {
  /** Path and query. */
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Where the answering server is, for answers that name themselves. */
  readonly origin: string;
}

/** Undefined where the real API would answer 404, or 401. */
export type Recorded = (asked: Asked) => Answer | undefined;

const json = { 'content-type': 'application/json' };

/** By the name of the example; the addresses and what is asked of who asks are those of the real API. */
export const recorded: Readonly<Record<string, Recorded>> = {
  github: ({ url, headers, origin }) => {
    if (headers.authorization !== 'Bearer GITHUB_TOKEN') return undefined;
    if (url === '/rate_limit') return { file: 'document.rate_limit.json', headers: json };
    if (url === '/orgs/prometheus/repos?per_page=100') {
      const link = `<${origin}/organizations/3380462/repos?per_page=100&page=2>; rel="next"`;
      return { file: 'document.json', headers: { ...json, link } };
    }
    return url === '/organizations/3380462/repos?per_page=100&page=2'
      ? { file: 'document.2.json', headers: json }
      : undefined;
  },
  docker: byPath({
    '/v1.47/containers/json?all=true': 'document.json',
    '/v1.47/info': 'document.info.json',
  }),
  'rss-feed': ({ url }) =>
    url === '/history.rss'
      ? { file: 'document.xml', headers: { 'content-type': 'application/rss+xml' } }
      : undefined,
  'prometheus-targets': byPath({ '/api/v1/targets': 'document.json' }),
  rabbitmq: (asked) => {
    const known = `Basic ${btoa('monitoring:RABBITMQ_PASSWORD')}`;
    const answer = byPath({ '/api/queues': 'document.json', '/api/nodes': 'document.nodes.json' });
    return asked.headers.authorization === known ? answer(asked) : undefined;
  },
  'device-login': ({ url, method, headers, body }) => {
    if (url === '/api/login' && method === 'POST') {
      const { username, password } = JSON.parse(body);
      return username === 'monitor' && password === 'UNIFI_PASSWORD'
        ? { file: 'document.login.json', headers: { ...json, 'set-cookie': 'unifises=s1; Path=/' } }
        : undefined;
    }
    const isKnown = headers.cookie === 'unifises=s1';
    return url === '/api/s/default/stat/device' && isKnown
      ? { file: 'document.json', headers: json }
      : undefined;
  },
  'synology-nas': ({ url, method, headers, body }) => {
    if (url === '/webapi/auth.cgi' && method === 'POST') {
      return body.includes('passwd=NAS_PASSWORD')
        ? { file: 'document.login.json', headers: { ...json, 'set-cookie': 'id=s1; Path=/' } }
        : undefined;
    }
    return headers.cookie === 'id=s1' ? { file: 'document.json', headers: json } : undefined;
  },
  transmission: ({ headers }) =>
    headers['x-transmission-session-id'] === 'SID1'
      ? { file: 'document.json', headers: json }
      : {
          file: 'document.conflict.html',
          status: 409,
          headers: { 'x-transmission-session-id': 'SID1' },
        },
  'tomcat-form-login': ({ url, headers, body }) => {
    const cookie = headers.cookie ?? '';
    const form = { file: 'document.form.html', headers: { 'content-type': 'text/html' } };
    if (url === '/app/j_security_check') {
      return cookie === 'JSESSIONID=a1' && body === 'j_username=monitor&j_password=TOMCAT_PASSWORD'
        ? { ...form, status: 303, headers: { 'set-cookie': 'JSESSIONID=b2; Path=/app' } }
        : form;
    }
    if (cookie === 'JSESSIONID=b2') return { file: 'document.json', headers: json };
    return { ...form, headers: { ...form.headers, 'set-cookie': 'JSESSIONID=a1; Path=/app' } };
  },
  'netbox-pages': (asked) =>
    asked.headers.authorization === 'Token /run/secrets/netbox/token'
      ? byPath({
          '/api/dcim/devices/?limit=1000': 'document.json',
          '/api/dcim/devices/?limit=1000&offset=2': 'document.2.json',
        })(asked)
      : undefined,
  elasticsearch: (asked) =>
    asked.headers.authorization === 'ApiKey ELASTIC_API_KEY'
      ? byPath({
          '/_cluster/health': 'document.json',
          '/_cat/indices': 'document.indices.json',
        })(asked)
      : undefined,
  'home-assistant': (asked) =>
    asked.headers.authorization === 'Bearer HOME_ASSISTANT_TOKEN'
      ? byPath({ '/api/states': 'document.json' })(asked)
      : undefined,
  'spring-boot-health': ({ url }) =>
    url === '/actuator/health'
      ? {
          file: 'document.json',
          status: 503,
          headers: { 'content-type': 'application/vnd.spring-boot.actuator.v3+json' },
        }
      : undefined,
  'cable-modem': ({ url }) =>
    url === '/cmconnectionstatus.html'
      ? { file: 'document.html', headers: { 'content-type': 'text/html' } }
      : undefined,
  openweather: ({ url }) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const isKnown = searchParams.get('appid') === '/run/secrets/openweather/key';
    if (pathname !== '/data/2.5/weather' || !isKnown) return undefined;
    const file = searchParams.get('q') === 'Oslo,NO' ? 'document.oslo.json' : 'document.json';
    return { file, headers: json };
  },
};

/** Answers JSON by path and query, or by path alone where the query is not told. */
function byPath(files: Readonly<Record<string, string>>): Recorded {
  return ({ url }) => {
    const file = files[url] ?? files[url.split('?')[0] ?? ''];
    return file === undefined ? undefined : { file, headers: json };
  };
}

/** Serves a recorded API; its documents name the server itself where they name `origin`. */
export async function serve(
  folder: string,
  answerTo: Recorded,
  origin: string,
  listen: { readonly port: number; readonly host: string } | { readonly path: string },
): Promise<string> {
  const server: Server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(listen);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return ownOrigin(server);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/', method = 'GET', headers } = request;
    const body = await text(request);
    const answer = answerTo({ url, method, headers, body, origin: ownOrigin(server) });
    if (answer === undefined) {
      response.writeHead(404).end(`nothing is recorded for ${method} ${url}`);
      return;
    }
    const document = readFileSync(join(folder, answer.file), 'utf8');
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(document.replaceAll(origin, ownOrigin(server)));
  }
}

/** Empty for a server at a unix socket. */
function ownOrigin(server: Server): string {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? `http://127.0.0.1:${bound.port}` : '';
}
