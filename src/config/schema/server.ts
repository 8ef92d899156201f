import { pathPrefix } from '../../schema/address.ts';
import { object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { boolean, number, plainText } from '../../schema/scalars.ts';

const port = () =>
  number({ integer: true, min: 0, max: 65_535, expects: 'a port from 0 to 65535' });

const Endpoints = object({
  status: boolean().describe('The status page `/` and `/api/status`.').prefault(true),
  config: boolean()
    .describe('`/config`, the configuration in force with its secrets hidden.')
    .prefault(true),
  debug: boolean()
    .describe(
      '`/collectors/NAME/debug`, which collects once more and tells the whole trip of it: what was asked, the document, and what each rule made of it.',
    )
    .prefault(false),
}).describe('What the server offers beside the metrics.');

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
  concurrency: number({ integer: true, min: 1 })
    .describe('Collections under way at once; one that timed out last time starts last.')
    .prefault(256),
}).describe('How a scrape is answered.');
