import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { reasonOf } from '../../engine/deadline.ts';
import { tooLarge } from './body.ts';
import type { Connection } from '../transport/connections.ts';
import { createBodyBuffer, type BodyBuffer } from './body-buffer.ts';
import { RequestFailure, type RequestPhase } from './request-failure.ts';
import type { SendOptions, WireResponse } from './send.ts';

/** How the promise of an answer ends. */
interface Outcome {
  readonly resolve: (answer: WireResponse) => void;
  readonly reject: (error: Error) => void;
}

/** A body that nobody wants is read to here, so that its connection can serve the next request. */
const drained = 65_536;

/** Gathers one answer, and gives it up when its signal fires or it grows too large. */
export class Receiver implements Dispatcher.DispatchHandler {
  readonly #connection: Connection;
  readonly #url: URL;
  readonly #options: SendOptions;
  readonly #outcome: Outcome;
  #controller: Dispatcher.DispatchController | undefined;
  #phase: RequestPhase = 'connect';
  #over = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #wanted = false;
  #body: BodyBuffer | undefined;
  #size = 0;

  constructor(connection: Connection, url: URL, options: SendOptions, outcome: Outcome) {
    this.#connection = connection;
    this.#url = url;
    this.#options = options;
    this.#outcome = outcome;
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The request may have been given up while it waited for its connection.
    if (this.#over) controller.abort(new Error('given up'));
    else this.#advance('answer');
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    if (this.#over || status < 200) return;
    const { wantsBody, bodySize } = this.#options;
    this.#status = status;
    this.#headers = headers;
    this.#wanted = wantsBody(status);
    this.#advance('body');
    if (!this.#wanted) return;
    const length = Number(headers['content-length'] ?? 0);
    if (length > bodySize) this.#fail(tooLarge(bodySize));
    else this.#body = createBodyBuffer(length);
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.#over) return;
    const { bodySize } = this.#options;
    this.#size += chunk.length;
    if (this.#wanted) {
      if (this.#size > bodySize) this.#fail(tooLarge(bodySize));
      else this.#body?.add(chunk);
    } else if (this.#size > drained) {
      this.#finish();
      this.#controller?.abort(new Error('not wanted'));
    }
  }

  onResponseEnd(): void {
    if (!this.#over) this.#finish();
  }

  onResponseError(_: unknown, error: Error): void {
    if (!this.#over) this.#fail(this.#failure(error));
  }

  readonly #onAbort = () => this.#fail(this.#failure(reasonOf(this.#options.signal)));

  #advance(phase: 'answer' | 'body'): void {
    this.#phase = phase;
    this.#options.onProgress?.(phase === 'body' ? 'answered' : 'connected');
  }

  #finish(): void {
    this.#end();
    const body = this.#body?.join() ?? Buffer.alloc(0);
    this.#outcome.resolve({ status: this.#status, headers: this.#headers, body });
  }

  #fail(error: Error): void {
    this.#end();
    this.#body = undefined;
    this.#controller?.abort(error);
    this.#outcome.reject(error);
  }

  #end(): void {
    this.#over = true;
    this.#options.signal.removeEventListener('abort', this.#onAbort);
  }

  #failure(cause: unknown): RequestFailure {
    const { via } = this.#connection;
    const place = { phase: this.#phase, url: this.#url, doing: this.#doing(), via };
    return new RequestFailure(place, cause);
  }

  #doing(): string {
    if (this.#phase === 'answer') return 'waiting for the answer';
    if (this.#phase === 'body') return `reading the body, ${this.#size} bytes so far`;
    const { origin, host } = this.#url;
    return this.#connection.stage(origin) ?? `waiting for a connection to ${host}`;
  }
}
