import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer, RequestOptions } from './request.ts';

/** What one upstream or one client does to harm the others. */
export interface Attack {
  readonly name: string;
  /** One sentence: what is done, and what it could cost. */
  readonly about: string;
  /** Beside the harmless ones. @param url of the hostile upstream, without a slash at its end */
  readonly collectors?: (url: string) => Record<string, unknown>;
  /** Further keys of the configuration. */
  readonly settings?: Record<string, unknown>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The hostile upstream, by HTTP or as it likes. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void;
  readonly answerRaw?: (socket: Socket) => void;
  readonly run: (scene: Scene) => Promise<void>;
  /** How long the event loop may be held where it is more than the bar, and why. */
  readonly mayHold?: { readonly ms: number; readonly reason: string };
  /** After which it is ended. */
  readonly seconds?: number;
  /** Whether it is short enough for `npm test`, and harmless without a limit on the memory. */
  readonly quick?: boolean;
}

/** What an attack sees of polyprom. */
export interface Scene {
  readonly port: number;
  readonly get: (path: string, options?: RequestOptions) => Promise<Answer>;
  /** A scrape of these collectors, or of all without names; what is wrong with the answer is in its text. */
  readonly scrape: (names?: readonly string[], timeoutSeconds?: number) => Promise<Page>;
  /** Requires that the last collection failed, with such a message, within so many seconds. */
  readonly expectFailure: (name: string, message: RegExp, withinSeconds: number) => Promise<void>;
  /** Requires that the collector has a result within so many seconds, or a failure with such a message. */
  readonly expectEnd: (name: string, message: RegExp, withinSeconds: number) => Promise<void>;
  /** Requires something of the attack's own. */
  readonly check: (holds: boolean, otherwise: string) => void;
  readonly log: () => string;
  readonly alive: () => boolean;
}

export interface Page {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
  readonly succeeded: (collector: string) => boolean;
}
