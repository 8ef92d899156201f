import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { parse } from 'yaml';

/** One response of a device, and the requests that it is given to: the first that fits is. */
interface Exchange {
  readonly url?: string;
  readonly method?: string;
  /** What the headers of the request contain. */
  readonly has?: Readonly<Record<string, string>>;
  /** What the body of the request contains. */
  readonly body?: string;
  readonly respond: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** All bytes of the response, after which the connection ends. */
    readonly raw?: string;
  };
}

/** A server that responds as the `exchanges.yaml` of a case has it, and else with 404. */
export function createExchangeServer(yaml: string): Server {
  const exchanges: readonly Exchange[] = parse(yaml);
  return createServer((request, response) => {
    void respond(request, response);
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const found = exchanges.find(
      (each) =>
        (each.url === undefined || each.url === request.url) &&
        (each.method === undefined || each.method === request.method) &&
        (each.body === undefined || body.includes(each.body)) &&
        contains(request.headers, each.has ?? {}),
    );
    const { status = 404, headers = {}, body: sent = '', raw } = found?.respond ?? {};
    if (raw !== undefined) request.socket.end(raw);
    else response.writeHead(status, headers).end(sent);
  }
}

function contains(headers: IncomingHttpHeaders, parts: Readonly<Record<string, string>>): boolean {
  return Object.entries(parts).every(([name, part]) => String(headers[name]).includes(part));
}
