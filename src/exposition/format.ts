/** How names that old scrapers do not know are written; the words are those of the `escaping` parameter. */
export type Escaping = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

/** One answer of the content negotiation: which syntax, and what the response calls it. */
export interface Format {
  readonly syntax: 'text' | 'openmetrics';
  readonly escaping: Escaping;
  readonly contentType: string;
}

/** The text format 0.0.4, for whoever asks for nothing else. */
export const TEXT: Format = {
  syntax: 'text',
  escaping: 'underscores',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
};
