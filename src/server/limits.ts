/** Limits on the resources that clients may use. Each is a setting under `server.limits`. */
export interface ServerLimits extends ConnectionLimits, PageLimits {}

export interface ConnectionLimits {
  /** Open connections. Beyond it the longest idle one is closed; if all are busy, only health checks are served. */
  readonly connections: number;
  /** Requests per connection. After that many it is closed, and the client opens another. */
  readonly requestsPerConnection: number;
  /** Size of the request line and the headers in bytes. */
  readonly headerSize: number;
  /** Milliseconds that a client may take to send the headers of a request. */
  readonly headerTimeout: number;
  /** Milliseconds that a client may take to read a response. */
  readonly sendTimeout: number;
}

export interface PageLimits {
  /** Pages rendered concurrently; other scrapes are queued. */
  readonly renders: number;
  /** Queued scrapes; those for the same page count once. Further scrapes receive 503. */
  readonly waitingScrapes: number;
  /** Bytes of pages that clients have not read yet, in total. */
  readonly unsentBytes: number;
  /** Milliseconds that a client may take to read a page. */
  readonly sendTimeout: number;
}
