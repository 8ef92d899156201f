import { connect, type Socket } from 'node:net';
import { createAnswerReader } from './answer.ts';

/** What Prometheus 3 sends with every scrape. */
export const prometheusAccept =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,' +
  'application/openmetrics-text;version=0.0.1;q=0.5,' +
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

export interface Request {
  readonly port: number;
  readonly path: string;
  readonly coding: 'identity' | 'gzip';
}

export interface Answer {
  /** Of the body. */
  readonly bytes: number;
  /** Milliseconds from the request to the first byte of the answer, and to the last one. */
  readonly first: number;
  readonly whole: number;
}

/** One connection that is kept as long as the server keeps it, as Prometheus does. */
export interface Connection {
  /** One request at a time. @throws Error for an answer that is no 200 */
  get(request: Omit<Request, 'port'>): Promise<Answer>;
  close(): void;
}

interface Handlers {
  receive(bytes: Buffer): void;
  fail(error: Error): void;
}

// One for all reads: a client that allocates would measure its own garbage collection.
const buffer = Buffer.allocUnsafeSlow(1024 * 1024);

export function createConnection(port: number): Connection {
  let socket: Socket | undefined;
  let handlers: Handlers | undefined;

  async function get({ path, coding }: Omit<Request, 'port'>): Promise<Answer> {
    const started = performance.now();
    socket ??= await open(port, () => handlers);
    const { answer, isLast } = await exchange(socket, requestText(port, path, coding), started);
    if (isLast) close();
    return answer;
  }

  function exchange(to: Socket, text: string, started: number) {
    return new Promise<{ answer: Answer; isLast: boolean }>((resolve, reject) => {
      const reader = createAnswerReader();
      let first = 0;
      handlers = {
        fail: reject,
        receive(bytes) {
          if (first === 0) first = performance.now() - started;
          if (!reader.read(bytes)) return;
          const { size, isLast } = reader.result();
          const whole = performance.now() - started;
          resolve({ answer: { bytes: size, first, whole }, isLast });
        },
      };
      to.write(text);
    });
  }

  function close(): void {
    handlers = undefined;
    socket?.destroy();
    socket = undefined;
  }

  return { get, close };
}

function open(port: number, handlers: () => Handlers | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer,
        callback(length) {
          try {
            handlers()?.receive(buffer.subarray(0, length));
          } catch (error) {
            handlers()?.fail(error instanceof Error ? error : new Error(String(error)));
          }
          return true;
        },
      },
    });
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) => {
      reject(error);
      handlers()?.fail(error);
    });
    socket.once('close', () => handlers()?.fail(new Error('the server closed the connection')));
  });
}

function requestText(port: number, path: string, coding: Request['coding']): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'User-Agent: Prometheus/3.6.0',
    `Accept: ${prometheusAccept}`,
    `Accept-Encoding: ${coding}`,
    'X-Prometheus-Scrape-Timeout-Seconds: 60',
    '\r\n',
  ].join('\r\n');
}
