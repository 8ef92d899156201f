/** The supported document formats. */
export const formats = [
  'json',
  'ndjson',
  'yaml',
  'csv',
  'xml',
  'html',
  'text',
  'prometheus',
] as const;
export type Format = (typeof formats)[number];

/** Information about a document that is available before it is read. */
export interface Origin {
  readonly contentType?: string | undefined;
  /** The path of the file or URL. */
  readonly path?: string | undefined;
  /** Whether the document is known to be complete. */
  readonly isWhole?: boolean | undefined;
}

const byMediaType: readonly (readonly [RegExp, Format])[] = [
  [/^(application|text)\/(x-)?(ndjson|jsonl|jsonlines|json-lines)$/, 'ndjson'],
  [/^(application|text)\/json$|\+json$/, 'json'],
  [/^(application|text)\/(x-|vnd\.)?yaml$|\+yaml$/, 'yaml'],
  [/^(application|text)\/csv$|^text\/tab-separated-values$/, 'csv'],
  [/^(application|text)\/xml$|\+xml$/, 'xml'],
  [/^application\/openmetrics-text$/, 'prometheus'],
];

const byExtension: Readonly<Record<string, Format>> = {
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  yaml: 'yaml',
  yml: 'yaml',
  csv: 'csv',
  tsv: 'csv',
  xml: 'xml',
  rss: 'xml',
  atom: 'xml',
  prom: 'prometheus',
  txt: 'text',
  log: 'text',
};

/**
 * Detects the format of a document when none is configured: by its Content-Type, else by the extension of its path,
 * else JSON. `text/plain` is ignored because servers send it for anything, except with `version=0.0.4`, which marks the
 * Prometheus text format.
 */
export function detectFormat({ contentType = '', path = '' }: Origin): Format {
  const mediaType = mediaTypeOf(contentType);
  if (mediaType === 'text/plain' && /;\s*version\s*=\s*"?0\.0\.4/.test(contentType)) {
    return 'prometheus';
  }
  const known = byMediaType.find(([pattern]) => pattern.test(mediaType));
  const extension = extensionOf(path);
  return (
    known?.[1] ??
    (Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined) ??
    'json'
  );
}

/** Whether a CSV document is tab-separated, according to its Content-Type or path. */
export function isTabSeparated({ contentType = '', path = '' }: Origin): boolean {
  return mediaTypeOf(contentType) === 'text/tab-separated-values' || extensionOf(path) === 'tsv';
}

/** Whether the Content-Type is OpenMetrics, a format with an explicit end marker. */
export function isOpenMetrics({ contentType = '' }: Origin): boolean {
  return mediaTypeOf(contentType) === 'application/openmetrics-text';
}

function mediaTypeOf(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function extensionOf(path: string): string {
  return /\.([a-z]+)(?:[?#]|$)/i.exec(path)?.[1]?.toLowerCase() ?? '';
}
