/** Passed to a collection that is explained; the source records its requests in it. */
export interface RequestTrace {
  readonly requests: TracedRequest[];
}

/** One request and its response; redirects, retries, tokens and further pages are separate requests. */
export interface TracedRequest {
  /** The purpose of the request: `document`, `page 2`, `token`, `login`. */
  readonly purpose: string;
  readonly method: string;
  /** Without secrets. */
  readonly url: string;
  /** The proxy or socket that was used, without secrets. */
  via?: string | undefined;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Seconds from the start until the connection was established, the response began, and the exchange ended. */
  connected?: number;
  answered?: number;
  ended?: number;
  status?: number;
  /** Bytes of the body as received and after decompression; both 0 if the body was not read. */
  received?: number;
  bytes?: number;
  /** Why there is no response, without secrets. */
  failure?: string;
}
