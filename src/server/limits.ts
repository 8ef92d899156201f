/** What clients of the port may cost; each a setting under `server.limits`. */
export interface ServerLimits extends ConnectionLimits, PageLimits {}

export interface ConnectionLimits {
  /** Open at once. Beyond it the one that was idle longest is closed; when all are busy, only health is served. */
  readonly connections: number;
  /** After so many a connection is closed, and the client opens another. */
  readonly requestsPerConnection: number;
  /** Bytes of the request line and the headers. */
  readonly headerSize: number;
  /** Milliseconds that a client may take to send the headers of a request. */
  readonly headerTimeout: number;
  /** Milliseconds that a client may take to read a response. */
  readonly sendTimeout: number;
}

export interface PageLimits {
  /** Pages rendered at once; other scrapes wait for their turn. */
  readonly renders: number;
  /** Scrapes that wait for their turn, those for the same page counted once; beyond it a scrape gets 503. */
  readonly waitingScrapes: number;
  /** Bytes of pages that clients have not read yet, of all of them together. */
  readonly unsentBytes: number;
  /** Milliseconds that a client may take to read a page. */
  readonly sendTimeout: number;
}
