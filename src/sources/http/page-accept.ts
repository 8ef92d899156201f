import type { DecodeOptions } from '../../decode/decode.ts';
import { Text } from '../../schema/text.ts';
import type { HttpProbeOptions } from './schema.ts';

/** Same as Prometheus 3. Only OpenMetrics has exemplars, and UTF-8 names are sent only if accepted. */
const pageTypes = new Text([
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,' +
    'application/openmetrics-text;version=0.0.1;q=0.5,' +
    'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,' +
    'text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
]);

/** Adds an `Accept` header for metrics if documents are decoded as metrics, unless `headers` has one. */
export function askForPage(
  options: HttpProbeOptions,
  decode: DecodeOptions | undefined,
): HttpProbeOptions {
  const isPage =
    typeof decode === 'object' ? decode.prometheus !== undefined : decode === 'prometheus';
  return isPage ? { ...options, headers: { accept: pageTypes, ...options.headers } } : options;
}
