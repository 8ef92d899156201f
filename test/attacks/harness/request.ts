import { request, type Agent, type IncomingHttpHeaders } from 'node:http';

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly timeoutMs?: number;
  readonly agent?: Agent;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly ms: number;
}

/** One request to this machine. @throws Error when there is no whole answer in time */
export function get(port: number, path: string, options: RequestOptions = {}): Promise<Answer> {
  const { headers = {}, method = 'GET', timeoutMs = 30_000, agent = false } = options;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const outgoing = request(
      { host: '127.0.0.1', port, path, headers, method, agent },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
            ms: performance.now() - start,
          });
        });
        response.on('error', fail);
      },
    );
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    outgoing.on('error', fail);
    outgoing.end();

    function fail(error: Error): void {
      clearTimeout(timer);
      reject(error);
    }
  });
}
