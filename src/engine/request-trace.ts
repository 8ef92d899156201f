/** Handed to a collection that is to be explained; the source notes in it what it asked for. */
export interface RequestTrace {
  readonly requests: TracedRequest[];
}

/** One request and its answer; a redirect, a retry, a token or a further page is a request of its own. */
export interface TracedRequest {
  /** What it was for: `document`, `page 2`, `token`, `login`. */
  readonly purpose: string;
  readonly method: string;
  /** Without secrets. */
  readonly url: string;
  /** The proxy or the socket that it went by, without secrets. */
  via?: string | undefined;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Seconds from the start until there was a connection, until the answer began, and until all was over. */
  connected?: number;
  answered?: number;
  ended?: number;
  status?: number;
  /** Bytes of the body as they came, and decompressed; both 0 for a body that nobody wanted. */
  received?: number;
  bytes?: number;
  /** Why there is no answer, without secrets. */
  failure?: string;
}
