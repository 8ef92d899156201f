/** What a document can be read as. */
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

/** What is known of a document before it is read. */
export interface Origin {
  readonly contentType?: string | undefined;
  /** The path of a file, or of a URL. */
  readonly path?: string | undefined;
  /** Whether it is known that nothing is cut off at its end. */
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
 * The format of a document of which nobody said it: by its Content-Type, else by the extension of its path,
 * else JSON. `text/plain` says nothing, as servers send it for anything, but with `version=0.0.4` it is the
 * text format of Prometheus.
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

/** Whether a CSV document has tabs between its columns, by what is known of it. */
export function isTabSeparated({ contentType = '', path = '' }: Origin): boolean {
  return mediaTypeOf(contentType) === 'text/tab-separated-values' || extensionOf(path) === 'tsv';
}

/** Whether a page of metrics is said to be OpenMetrics, which says itself where it ends. */
export function isOpenMetrics({ contentType = '' }: Origin): boolean {
  return mediaTypeOf(contentType) === 'application/openmetrics-text';
}

function mediaTypeOf(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function extensionOf(path: string): string {
  return /\.([a-z]+)(?:[?#]|$)/i.exec(path)?.[1]?.toLowerCase() ?? '';
}
