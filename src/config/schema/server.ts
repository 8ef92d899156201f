import { pathPrefix } from '../../schema/address.ts';
import { listOf, object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { boolean, number, plainText } from '../../schema/scalars.ts';
import { size } from '../../schema/size.ts';

const port = () =>
  number({ integer: true, min: 0, max: 65_535, expects: 'a port from 0 to 65535' });

const Endpoints = object({
  status: boolean().describe('The status page `/` and `/api/status`.').prefault(true),
  config: boolean()
    .describe('`/config`: the configuration in use, with secrets hidden.')
    .prefault(false),
  debug: boolean()
    .describe(
      '`/collectors/NAME/debug`: collects again and shows every step: the requests, the document, and what each rule extracted.',
    )
    .prefault(false),
  reload: boolean()
    .describe(
      '`POST /-/reload`: reads the configuration file again. Changes of the file and SIGHUP do the same without it.',
    )
    .prefault(false),
}).describe('Endpoints other than the metrics.');

const count = () => number({ integer: true, min: 1 });

/** Every limit has a default that a typical Prometheus never reaches. */
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
    .describe(
      'Scrapes that may wait for their turn, those for the same page counted once; beyond it a scrape gets 503.',
    )
    .prefault(256),
  probes: count()
    .describe('Probes that may be under way at once; beyond it a probe gets 503.')
    .prefault(256),
  unsentBytes: size()
    .describe(
      'Bytes of pages that clients have not read yet, all of them together. Beyond it the slowest clients are cut off.',
    )
    .prefault('64MiB'),
}).describe('What clients may cost.');

/** The HTTP server of polyprom. */
export const Server = object({
  host: plainText('an address such as 127.0.0.1')
    .optional()
    .describe('Address to listen on. Default: all addresses.')
    .meta({ examples: ['127.0.0.1'] }),
  port: port().describe('Port that serves the metrics.').prefault(8000),
  healthPort: port()
    .optional()
    .describe(
      'Additional port that serves only `/-/healthy` and `/-/ready`. The main port serves them too.',
    )
    .meta({ examples: [8001] }),
  listen: listOf(plainText('a listen address such as 127.0.0.1:8000 or unix:/run/polyprom.sock'))
    .optional()
    .describe(
      'Addresses to listen on, in place of host and port: `:8000`, `127.0.0.1:8000`, `[::1]:8000`, `unix:/run/polyprom.sock?mode=0660`.',
    )
    .meta({ examples: [['127.0.0.1:8000', '[::1]:8000']] }),
  webConfigFile: plainText('a path')
    .optional()
    .describe(
      'TLS, basic authentication, response headers and a rate limit, in the format of the Prometheus exporter-toolkit.',
    )
    .meta({ examples: ['/etc/polyprom/web.yaml'] }),
  routePrefix: pathPrefix()
    .describe('Prefix of all paths, for a reverse proxy that does not strip it.')
    .meta({ examples: ['/polyprom'] })
    .prefault('/'),
  externalUrl: plainText('a URL such as http://polyprom.apps.svc:9253', externalUrlFault)
    .optional()
    .describe(
      'The URL at which Prometheus reaches this exporter, with the route prefix, for `/discovery`. Default: as the request came.',
    )
    .meta({ examples: ['http://polyprom.apps.svc:9253'] }),
  endpoints: Endpoints.prefault({}),
  limits: Limits.prefault({}),
}).describe('The HTTP server of polyprom.');

/** How scrapes are served. */
export const Scrape = object({
  timeout: duration()
    .describe(
      'Timeout of a scrape if the scraper sends none (`X-Prometheus-Scrape-Timeout-Seconds`).',
    )
    .prefault('10s'),
  timeoutOffset: duration({ zero: true })
    .describe('Safety margin that is subtracted from the timeout that Prometheus sends.')
    .prefault('500ms'),
  maxTimeout: duration()
    .describe('Maximum timeout of a scrape, whatever the scraper sends.')
    .prefault('60s'),
  concurrency: number({ integer: true, min: 1 })
    .describe(
      'Maximum number of concurrent collections. Collectors that timed out last time start last.',
    )
    .prefault(256),
  bytesInFlight: size()
    .optional()
    .describe(
      'Bytes of documents that all collections together hold in memory before they wait for each other. Default: a sixteenth of the memory limit of the container, or an eighth of the heap limit.',
    )
    .meta({ examples: ['32MiB'] }),
  maxRetryAfter: duration({ zero: true })
    .describe(
      'The longest time that a collector pauses when a response of 429 or 503 asks for it (`Retry-After`). 0 means no pause.',
    )
    .prefault('15m'),
}).describe('How scrapes are served.');

function externalUrlFault(text: string): string | undefined {
  const { protocol, username, password, search, hash } = URL.parse(text) ?? {};
  const isPlain = [username, password, search, hash].every((part) => part === '');
  return isPlain && (protocol === 'http:' || protocol === 'https:')
    ? undefined
    : 'expected an http or https URL without user, query and fragment, such as http://polyprom.apps.svc:9253';
}
