import { pathPrefix } from '../../schema/address.ts';
import { object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { boolean, number, plainText } from '../../schema/scalars.ts';
import { size } from '../../schema/size.ts';

const port = () =>
  number({ integer: true, min: 0, max: 65_535, expects: 'a port from 0 to 65535' });

const Endpoints = object({
  status: boolean().describe('The status page `/` and `/api/status`.').prefault(true),
  config: boolean()
    .describe('`/config`, the configuration in force with its secrets hidden.')
    .prefault(false),
  debug: boolean()
    .describe(
      '`/collectors/NAME/debug`, which collects once more and tells the whole trip of it: what was asked, the document, and what each rule made of it.',
    )
    .prefault(false),
}).describe('What the server offers beside the metrics.');

const count = () => number({ integer: true, min: 1 });

/** Every limit has a default that an ordinary Prometheus never reaches. */
const Limits = object({
  connections: count()
    .describe(
      'Connections that may be open at once. Beyond it the one that was idle longest is closed; when all are busy, only `/-/healthy` and `/-/ready` are served, everything else gets 503.',
    )
    .prefault(512),
  requestsPerConnection: count()
    .describe('Requests after which a connection is closed; the client opens another.')
    .prefault(1000),
  headerSize: size()
    .describe('Maximum size of the request line and the headers of a request.')
    .prefault('32KiB'),
  headerTimeout: duration()
    .describe('How long a client may take to send a request.')
    .prefault('10s'),
  sendTimeout: duration()
    .describe('How long a client may take to read a response; then its connection is closed.')
    .prefault('30s'),
  renders: count()
    .describe('Pages of metrics that are rendered at once; other scrapes wait for their turn.')
    .prefault(4),
  waitingScrapes: count()
    .describe('Scrapes that may wait for their turn; beyond it a scrape gets 503.')
    .prefault(256),
  unsentBytes: size()
    .describe(
      'Bytes of pages that clients have not read yet, all of them together. Beyond it the slowest clients are cut off.',
    )
    .prefault('64MiB'),
}).describe('What clients may cost.');

/** How polyprom itself is reached. */
export const Server = object({
  host: plainText('an address such as 127.0.0.1')
    .optional()
    .describe('The address to listen on; left out: all addresses.')
    .meta({ examples: ['127.0.0.1'] }),
  port: port().describe('The port of the metrics.').prefault(8000),
  healthPort: port()
    .optional()
    .describe('A port of its own for `/-/healthy` and `/-/ready`; the main port serves them too.')
    .meta({ examples: [8001] }),
  routePrefix: pathPrefix()
    .describe('What stands before every path, for a proxy that passes it on.')
    .meta({ examples: ['/polyprom'] })
    .prefault('/'),
  endpoints: Endpoints.prefault({}),
  limits: Limits.prefault({}),
}).describe('How polyprom itself is reached.');

/** How a scrape is answered. */
export const Scrape = object({
  timeout: duration()
    .describe(
      'How long a scrape may take that does not say it (`X-Prometheus-Scrape-Timeout-Seconds`).',
    )
    .prefault('10s'),
  timeoutOffset: duration({ zero: true })
    .describe('How much sooner than Prometheus itself polyprom gives up.')
    .prefault('500ms'),
  maxTimeout: duration()
    .describe('Maximum timeout of a scrape, whatever the scraper sends.')
    .prefault('60s'),
  concurrency: number({ integer: true, min: 1 })
    .describe('Collections under way at once; one that timed out last time starts last.')
    .prefault(256),
  bytesInFlight: size()
    .optional()
    .describe(
      'Bytes of documents that all collections together hold in memory before they wait for each other. Default: an eighth of the memory limit of the container, or a quarter of the heap limit.',
    )
    .meta({ examples: ['32MiB'] }),
  maxRetryAfter: duration({ zero: true })
    .describe(
      'The longest time that a collector pauses when a response of 429 or 503 asks for it (`Retry-After`). 0 means no pause.',
    )
    .prefault('15m'),
}).describe('How a scrape is answered.');
