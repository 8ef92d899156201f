import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { reasonOf } from '../../engine/deadline.ts';
import { tooLarge } from './body.ts';
import type { Connection } from '../transport/connections.ts';
import { createBodyBuffer, type BodyBuffer } from './body-buffer.ts';
import { RequestFailure, type RequestPhase } from './request-failure.ts';
import type { HttpRequest, HttpResponse } from './step.ts';

/** Settles the promise of a response. */
interface Outcome {
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (error: Error) => void;
}

/** An unwanted body is read up to this size, so that its connection can serve the next request. */
const drained = 65_536;

/** Receives one response; aborts when the signal fires or the body is too large. */
export class Receiver implements Dispatcher.DispatchHandler {
  readonly #connection: Connection;
  readonly #request: HttpRequest;
  readonly #outcome: Outcome;
  #controller: Dispatcher.DispatchController | undefined;
  #phase: RequestPhase = 'connect';
  #over = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #wanted = false;
  #body: BodyBuffer | undefined;
  #size = 0;
  #charged = 0;

  constructor(connection: Connection, request: HttpRequest, outcome: Outcome) {
    this.#connection = connection;
    this.#request = request;
    this.#outcome = outcome;
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The request may have been aborted while it waited for its connection.
    if (this.#over) controller.abort(new Error('given up'));
    else this.#advance('response');
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    if (this.#over || status < 200) return;
    const { wantsBody, bodySize } = this.#request;
    this.#status = status;
    this.#headers = headers;
    this.#wanted = wantsBody(status);
    this.#advance('body');
    if (!this.#wanted) return;
    const length = Number(headers['content-length'] ?? 0);
    if (length > bodySize) this.#fail(tooLarge(bodySize));
    else this.#body = createBodyBuffer(length);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    const { bodySize } = this.#request;
    this.#size += chunk.length;
    if (this.#wanted) {
      if (this.#size > bodySize) this.#fail(tooLarge(bodySize));
      else this.#keep(controller, chunk);
    } else if (this.#size > drained) {
      this.#finish();
      this.#controller?.abort(new Error('not wanted'));
    }
  }

  #keep(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { bytes } = this.#request;
    this.#body?.add(chunk);
    this.#charged += chunk.length;
    if (bytes === undefined || bytes.add(chunk.length)) return;
    controller.pause();
    // If the signal fires first, it ends the request.
    bytes.room().then(
      () => controller.resume(),
      () => {},
    );
  }

  onResponseEnd(): void {
    if (!this.#over) this.#finish();
  }

  onResponseError(_: unknown, error: Error): void {
    if (!this.#over) this.#fail(this.#failure(error));
  }

  readonly #onAbort = () => this.#fail(this.#failure(reasonOf(this.#request.signal)));

  #advance(phase: 'response' | 'body'): void {
    this.#phase = phase;
    const reached = phase === 'body' ? 'responded' : 'connected';
    this.#request.onProgress?.(reached, this.#connection.via);
  }

  #finish(): void {
    this.#end();
    const body = this.#body?.join() ?? Buffer.alloc(0);
    this.#outcome.resolve({
      status: this.#status,
      headers: this.#headers,
      body,
      url: this.#request.url,
      withheld: false,
      seconds: 0,
    });
  }

  #fail(error: Error): void {
    this.#end();
    this.#request.bytes?.remove(this.#charged);
    this.#body?.discard();
    this.#body = undefined;
    this.#controller?.abort(error);
    this.#outcome.reject(error);
  }

  #end(): void {
    this.#over = true;
    this.#request.signal.removeEventListener('abort', this.#onAbort);
  }

  #failure(error: unknown): RequestFailure {
    const { via, alert } = this.#connection;
    const cause = isClosed(error) ? (alert?.(this.#request.url.origin) ?? error) : error;
    const place = { phase: this.#phase, url: this.#request.url, doing: this.#doing(), via };
    return new RequestFailure(place, cause);
  }

  #doing(): string {
    if (this.#phase === 'response') return 'waiting for the response';
    if (this.#phase === 'body') {
      const waiting = this.#request.bytes?.waiting;
      return `reading the body, ${this.#size} bytes so far${waiting === undefined ? '' : `, ${waiting}`}`;
    }
    const { origin, host } = this.#request.url;
    return this.#connection.stage(origin) ?? `waiting for a connection to ${host}`;
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'UND_ERR_SOCKET';
}
