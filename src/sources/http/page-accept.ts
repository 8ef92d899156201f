import type { DecodeOptions } from '../../decode/decode.ts';
import { Text } from '../../schema/text.ts';
import type { HttpOptions } from './schema.ts';

/** What Prometheus 3 asks for: only OpenMetrics has exemplars, and only who knows UTF-8 gets names in it. */
const pageTypes = new Text([
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,' +
    'application/openmetrics-text;version=0.0.1;q=0.5,' +
    'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,' +
    'text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
]);

/** The options, which ask for a page of metrics where documents are read as one and `headers` say nothing else. */
export function askForPage(options: HttpOptions, decode: DecodeOptions | undefined): HttpOptions {
  const isPage =
    typeof decode === 'object' ? decode.prometheus !== undefined : decode === 'prometheus';
  return isPage ? { ...options, headers: { accept: pageTypes, ...options.headers } } : options;
}
